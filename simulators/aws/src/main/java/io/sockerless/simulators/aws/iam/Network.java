package io.sockerless.simulators.aws.iam;

import java.math.BigInteger;
import java.net.InetAddress;

/** Ranges of addresses as policies have them: {@code 203.0.113.0/24}, {@code 2001:db8::/32}. */
public final class Network {
    private Network() {}

    /** False for what is neither. */
    public static boolean contains(String range, String address) {
        String[] parts = range.split("/", 2);
        try {
            byte[] base = InetAddress.ofLiteral(parts[0]).getAddress();
            byte[] asked = InetAddress.ofLiteral(address).getAddress();
            if (base.length != asked.length) {
                return false;
            }
            int bits = base.length * 8;
            int kept = parts.length == 2 ? Integer.parseInt(parts[1]) : bits;
            if (kept < 0 || kept > bits) {
                return false;
            }
            return new BigInteger(1, base)
                    .shiftRight(bits - kept)
                    .equals(new BigInteger(1, asked).shiftRight(bits - kept));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
