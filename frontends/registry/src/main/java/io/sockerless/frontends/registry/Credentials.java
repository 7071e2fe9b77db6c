package io.sockerless.frontends.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who a client says it is. */
public sealed interface Credentials {
    /** It says nothing. */
    record None() implements Credentials {}

    /** Name and password (RFC 7617). */
    record Basic(String user, String password) implements Credentials {
        @Override
        public String toString() {
            return "Basic[user=" + user + "]";
        }
    }

    /** A token (RFC 6750). */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "Bearer[]";
        }
    }

    /** What an Authorization header says; one that says nothing of use counts as none. */
    static Credentials of(String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String value = space < 0 ? "" : header.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer") && !value.isEmpty()) {
            return new Bearer(value);
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            try {
                String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                return colon < 0 ? new None() : new Basic(pair.substring(0, colon), pair.substring(colon + 1));
            } catch (IllegalArgumentException _) {
                return new None();
            }
        }
        return new None();
    }
}
