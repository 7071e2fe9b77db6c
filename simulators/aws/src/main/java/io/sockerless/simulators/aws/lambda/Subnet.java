package io.sockerless.simulators.aws.lambda;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;

/** Addresses that begin alike. @param length of what is alike, in bits */
record Subnet(InetAddress first, int length) {
    /** @param text as in {@code 10.0.0.0/24} */
    static Subnet parse(String text) throws IOException {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            throw new IOException("no subnet: " + text);
        }
        return new Subnet(InetAddress.getByName(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    boolean has(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        int rest = 8 * mine.length - length;
        return mine.length == other.length
                && new BigInteger(1, mine).shiftRight(rest).equals(new BigInteger(1, other).shiftRight(rest));
    }
}
