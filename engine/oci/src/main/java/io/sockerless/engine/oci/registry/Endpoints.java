package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.image.ImageReference;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where the images of a registry are looked for, in which order. */
final class Endpoints {
    private static final String HUB = "registry-1.docker.io";
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    private final RegistryConfig config;

    Endpoints(RegistryConfig config) {
        this.config = config;
    }

    /** Mirrors are for reading only. */
    List<Endpoint> forPull(String domain) {
        List<Endpoint> all = new ArrayList<>();
        if (domain.equals(ImageReference.DEFAULT_DOMAIN)) {
            for (URI mirror : config.mirrors()) {
                String base = mirror.toString().replaceAll("/+$", "");
                all.add(new Endpoint(URI.create(base), isInsecure(mirror.getAuthority())));
            }
        }
        all.addAll(forPush(domain));
        return all;
    }

    List<Endpoint> forPush(String domain) {
        String authority = domain.equals(ImageReference.DEFAULT_DOMAIN) ? HUB : domain;
        Endpoint secure = new Endpoint(URI.create("https://" + authority), isInsecure(authority));
        return secure.insecure()
                ? List.of(secure, new Endpoint(URI.create("http://" + authority), true))
                : List.of(secure);
    }

    private boolean isInsecure(String authority) {
        String host = authority.replaceAll(":[0-9]+$", "").replaceAll("^\\[|\\]$", "");
        Set<String> named = config.insecure();
        if (host.equals("localhost") || named.contains(authority) || named.contains(host)) {
            return true;
        }
        List<String> networks = Stream.concat(LOOPBACK.stream(), named.stream())
                .filter(n -> n.matches("[0-9a-fA-F.:]+/[0-9]{1,3}"))
                .toList();
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (networks.stream().anyMatch(n -> contains(n, address.getAddress()))) {
                    return true;
                }
            }
        } catch (UnknownHostException _) {
            return false; // the request itself will say so
        }
        return false;
    }

    private static boolean contains(String network, byte[] address) {
        String[] parts = network.split("/");
        byte[] prefix;
        try {
            prefix = InetAddress.getByName(parts[0]).getAddress();
        } catch (UnknownHostException _) {
            return false;
        }
        int bits = Integer.parseInt(parts[1]);
        if (prefix.length != address.length || bits > prefix.length * 8) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> i % 8;
            if ((prefix[i / 8] & mask) != (address[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
