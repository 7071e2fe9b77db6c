package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of IPv6 addresses; {@code base} is the lowest one. */
record Subnet6(BigInteger base, int prefix) {
    private static final int BITS = 128;

    Subnet6 {
        if (prefix < 0 || prefix > BITS) {
            throw new IllegalArgumentException("invalid prefix length: " + prefix);
        }
        base = base.shiftRight(BITS - prefix).shiftLeft(BITS - prefix);
    }

    /** @throws IllegalArgumentException when it is not an IPv6 address with a prefix length */
    static Subnet6 parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("invalid CIDR address: " + cidr);
        }
        return new Subnet6(number(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
    }

    private static BigInteger number(String address) {
        return new BigInteger(1, Inet6Address.ofLiteral(address).getAddress());
    }

    boolean has(long offset) {
        return BigInteger.valueOf(offset).bitLength() <= BITS - prefix;
    }

    String address(long offset) {
        return format(base.add(BigInteger.valueOf(offset)));
    }

    /** The canonical text of an address that a client asked for. */
    String checked(String address) {
        BigInteger value = number(address);
        if (!new Subnet6(value, prefix).base().equals(base)) {
            throw new EngineException(
                    ErrorKind.INTERNAL,
                    "Invalid address " + address + ": It does not belong to any of this network's subnets");
        }
        return format(value);
    }

    boolean overlaps(Subnet6 other) {
        int shorter = Math.min(prefix, other.prefix);
        return new Subnet6(base, shorter).base().equals(new Subnet6(other.base, shorter).base());
    }

    /** RFC 5952: lower case, the longest run of zeros left out. */
    private static String format(BigInteger value) {
        byte[] raw = new byte[BITS / 8];
        byte[] given = value.toByteArray();
        int length = Math.min(raw.length, given.length);
        System.arraycopy(given, given.length - length, raw, raw.length - length, length);
        try {
            String full = InetAddress.getByAddress(raw).getHostAddress();
            return shorten(full.split(":"));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }

    private static String shorten(String[] groups) {
        int start = -1;
        int best = 1;
        for (int i = 0; i < groups.length; i++) {
            int run = 0;
            while (i + run < groups.length && groups[i + run].equals("0")) {
                run++;
            }
            if (run > best) {
                best = run;
                start = i;
            }
        }
        if (start < 0) {
            return String.join(":", groups);
        }
        String head = String.join(":", java.util.Arrays.copyOfRange(groups, 0, start));
        String tail = String.join(":", java.util.Arrays.copyOfRange(groups, start + best, groups.length));
        return head + "::" + tail;
    }

    @Override
    public String toString() {
        return format(base) + "/" + prefix;
    }
}
