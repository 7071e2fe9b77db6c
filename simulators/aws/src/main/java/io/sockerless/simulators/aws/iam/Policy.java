package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A managed policy.
 *
 * @param document as it is shown, but for its tags, counts and default version
 * @param versions oldest first; none when it is Amazon's and its text is not known here
 * @param latest the number of the newest version that there ever was
 */
record Policy(
        String account,
        String name,
        ObjectNode document,
        List<Version> versions,
        String standard,
        int latest,
        String updated,
        Map<String, String> tags) {
    /** @param id as in {@code v1} */
    record Version(String id, String text, String created) {}

    String arn() {
        return document.path("Arn").asText();
    }

    Optional<Version> version(String id) {
        return versions.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** What is in force; empty when that is not known here. */
    Optional<String> text() {
        return version(standard).map(Version::text);
    }

    Policy tagged(Map<String, String> other) {
        return new Policy(account, name, document, versions, standard, latest, updated, Map.copyOf(other));
    }

    Policy with(List<Version> other, String chosen, int newest, String when) {
        return new Policy(account, name, document, List.copyOf(other), chosen, newest, when, tags);
    }
}
