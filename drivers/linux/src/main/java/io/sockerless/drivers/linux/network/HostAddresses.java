package io.sockerless.drivers.linux.network;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the host's own network is, as the kernel tells it now. */
final class HostAddresses {
    private HostAddresses() {}

    /** Subnets that the host has an address in or a route to, without those of one interface. Default routes do not count. */
    static List<Subnet> used(String withoutInterface) throws IOException {
        List<Subnet> used = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.getName().equals(withoutInterface)) {
                continue;
            }
            for (InterfaceAddress address : each.getInterfaceAddresses()) {
                if (address.getAddress() instanceof Inet4Address ip) {
                    used.add(new Subnet(Ipv4.toInt(ip.getAddress()), address.getNetworkPrefixLength()));
                }
            }
        }
        for (String[] route : routes()) {
            int mask = fromRouteFile(route[7]);
            if (mask != 0 && !route[0].equals(withoutInterface)) {
                used.add(new Subnet(fromRouteFile(route[1]), Integer.bitCount(mask)));
            }
        }
        return used;
    }

    /** The interfaces that lead to the world. */
    static Set<String> defaultInterfaces() throws IOException {
        Set<String> found = new HashSet<>();
        for (String[] route : routes()) {
            if (fromRouteFile(route[7]) == 0) {
                found.add(route[0]);
            }
        }
        return found;
    }

    /** Whether an interface of this name exists with IPv4 addresses of which none is the given one. */
    static boolean isForeign(String name, String address) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null) {
            return false;
        }
        List<InetAddress> present =
                found.inetAddresses().filter(Inet4Address.class::isInstance).toList();
        return !present.isEmpty() && !present.contains(Inet4Address.ofLiteral(address));
    }

    /** Names of interfaces that start like this, with or without addresses. */
    static List<String> interfaces(String prefix) throws IOException {
        return Files.readAllLines(Path.of("/proc/net/dev")).stream()
                .map(line -> line.strip().split(":")[0])
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** Whether anything can listen on an IPv6 address. */
    static boolean hasIpv6() throws IOException {
        Path addresses = Path.of("/proc/net/if_inet6");
        return Files.exists(addresses) && !Files.readString(addresses).isEmpty();
    }

    /** Whether ports can be published on IPv6 addresses. Without root, that is a matter of another network namespace. */
    static boolean publishesIpv6() throws IOException {
        String outside = System.getenv("SOCKERLESS_OUTSIDE_IPV6");
        return outside == null ? hasIpv6() : outside.equals("true");
    }

    /** Lines of proc(5)'s net/route: interface, destination, gateway, flags, …, mask in the eighth column. */
    private static List<String[]> routes() throws IOException {
        return Files.readAllLines(Path.of("/proc/net/route")).stream()
                .skip(1)
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length > 7)
                .toList();
    }

    /** Eight hexadecimal digits of a number in network byte order, printed as the processor's own. */
    private static int fromRouteFile(String text) {
        int value = Integer.parseUnsignedInt(text, 16);
        return java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN
                ? Integer.reverseBytes(value)
                : value;
    }
}
