package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An instance profile.
 *
 * @param document as it is shown, but for its roles and tags
 * @param roles ids of roles: none or one
 */
record Profile(String account, String name, ObjectNode document, List<String> roles, Map<String, String> tags) {
    static String key(String account, String name) {
        return account + "/" + name.toLowerCase(Locale.ROOT);
    }

    String key() {
        return key(account, name);
    }

    Profile with(List<String> other) {
        return new Profile(account, name, document, List.copyOf(other), tags);
    }

    Profile tagged(Map<String, String> other) {
        return new Profile(account, name, document, roles, Map.copyOf(other));
    }
}
