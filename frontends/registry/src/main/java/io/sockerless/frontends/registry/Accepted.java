package io.sockerless.frontends.registry;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The types that a client takes (RFC 9110, section 12.5.1). Weights mean nothing here: there is one of each thing. */
record Accepted(Set<String> types) {
    static Accepted of(List<String> headers) {
        Set<String> types = new HashSet<>();
        for (String header : headers) {
            for (String part : header.split(",")) {
                int parameters = part.indexOf(';');
                String type = (parameters < 0 ? part : part.substring(0, parameters)).strip();
                if (!type.isEmpty()) {
                    types.add(type.toLowerCase(Locale.ROOT));
                }
            }
        }
        return new Accepted(types);
    }

    boolean takes(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return types.isEmpty()
                || types.contains("*/*")
                || types.contains(lower)
                || types.contains(lower.replaceFirst("/.*", "/*"));
    }
}
