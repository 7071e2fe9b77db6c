package io.sockerless.simulators.aws.iam;

import java.math.BigInteger;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Identifiers in AWS's alphabet, of capital letters and the digits from 2 to 7. */
public final class Ids {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int KEY = 16;

    private Ids() {}

    /** A unique id, 21 characters. @param prefix by which its kind is known, as in AROA */
    public static String unique(RandomGenerator random, String prefix) {
        return prefix + text(random, ALPHABET, 17);
    }

    /** 40 characters, as of secret access keys. */
    public static String secret(RandomGenerator random) {
        return text(random, SECRET, 40);
    }

    public static String text(RandomGenerator random, int length) {
        return text(random, SECRET, length);
    }

    private static String text(RandomGenerator random, String alphabet, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    /** An access key's id, which tells the account, as Amazon's do: 80 bits, of which 40 are the account's number. */
    public static String accessKey(RandomGenerator random, String prefix, String account) {
        BigInteger bits = BigInteger.ONE
                .shiftLeft(40)
                .or(new BigInteger(account))
                .shiftLeft(39)
                .or(BigInteger.valueOf(random.nextLong() >>> 25));
        StringBuilder out = new StringBuilder();
        for (int i = KEY - 1; i >= 0; i--) {
            out.append(ALPHABET.charAt(bits.shiftRight(5 * i).intValue() & 31));
        }
        return prefix + out;
    }

    /** The account that an access key's id tells; empty for one that is none. */
    public static Optional<String> account(String accessKey) {
        if (!accessKey.matches("(AKIA|ASIA)[A-Z2-7]{16}")) {
            return Optional.empty();
        }
        BigInteger bits = BigInteger.ZERO;
        for (char c : accessKey.substring(4).toCharArray()) {
            bits = bits.shiftLeft(5).or(BigInteger.valueOf(ALPHABET.indexOf(c)));
        }
        long number = bits.shiftRight(39).longValue() & ((1L << 40) - 1);
        return Optional.of("%012d".formatted(number));
    }
}
