package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;

/**
 * A range of IPv4 addresses.
 *
 * @param base the lowest address, its host bits zero
 * @param prefix 0..32
 */
record Subnet(int base, int prefix) {
    Subnet {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("invalid prefix length: " + prefix);
        }
        base &= mask(prefix);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    static Subnet parse(String cidr) {
        int slash = cidr.indexOf('/');
        return new Subnet(Ipv4.parse(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
    }

    boolean contains(int address) {
        return (address & mask(prefix)) == base;
    }

    boolean overlaps(Subnet other) {
        return prefix <= other.prefix ? contains(other.base) : other.contains(base);
    }

    /** How many addresses there are, network and broadcast address included. Only for prefixes from 2. */
    int size() {
        return 1 << (32 - prefix);
    }

    String address(int offset) {
        return Ipv4.format(base + offset);
    }

    /** The position of an address that a client asked for. */
    int offset(String address) {
        int value = Ipv4.parse(address);
        if (!contains(value)) {
            throw new EngineException(
                    ErrorKind.INTERNAL,
                    "Invalid address " + address + ": It does not belong to any of this network's subnets");
        }
        return value - base;
    }

    @Override
    public String toString() {
        return Ipv4.format(base) + "/" + prefix;
    }
}
