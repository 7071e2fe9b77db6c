package io.sockerless.engine.model;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** The grammar of names and addresses. */
public final class Names {
    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private Names() {}

    /** Whether it is an IPv4 address of four decimal numbers. */
    public static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    /** Whether it is an IPv6 address, without a zone. */
    public static boolean isIpv6(String text) {
        if (!text.contains(":") || text.contains("%")) {
            return false;
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a container (without its leading slash) or volume may have this name. */
    public static boolean valid(String name) {
        return VALID.matcher(name).matches();
    }
}
