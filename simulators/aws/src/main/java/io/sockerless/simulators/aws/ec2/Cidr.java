package io.sockerless.simulators.aws.ec2;

import java.util.Optional;

/** IPv4 addresses that begin alike. @param length of what is alike, in bits */
record Cidr(int first, int length) {
    private static final int BITS = 32;

    Cidr {
        first &= mask(length);
    }

    private static int mask(int length) {
        return length == 0 ? 0 : -1 << (BITS - length);
    }

    /** As in {@code 10.0.0.0/24}; what is behind the length is taken for zero. */
    static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d|[12]\\d|3[0-2]")) {
            return Optional.empty();
        }
        return address(text.substring(0, slash))
                .map(address -> new Cidr(address, Integer.parseInt(text.substring(slash + 1))));
    }

    static Optional<Integer> address(String text) {
        String part = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
        if (!text.matches(part + "(\\." + part + "){3}")) {
            return Optional.empty();
        }
        int address = 0;
        for (String one : text.split("\\.")) {
            address = address << 8 | Integer.parseInt(one);
        }
        return Optional.of(address);
    }

    static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    boolean has(int address) {
        return (address & mask(length)) == first;
    }

    boolean has(Cidr other) {
        return other.length >= length && has(other.first);
    }

    boolean overlaps(Cidr other) {
        return has(other) || other.has(this);
    }

    int size() {
        return 1 << (BITS - length);
    }

    @Override
    public String toString() {
        return text(first) + "/" + length;
    }
}
