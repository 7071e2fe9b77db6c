package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Policies that Amazon gives to every account. Those whose text is not known for certain can be attached, but what they
 * allow is not said and not evaluated.
 */
final class Amazon {
    static final String ACCOUNT = "aws";

    private static final String SINCE = "2015-02-06T18:39:46Z";
    private static final Map<String, Policy> POLICIES = read();

    private Amazon() {}

    /** Empty for one that is not known here. @param arn of whatever partition */
    static Optional<Policy> policy(String arn) {
        return Optional.ofNullable(POLICIES.get(arn.replaceFirst("^arn:[\\w-]+:", "arn:aws:")));
    }

    static Collection<Policy> policies() {
        return POLICIES.values();
    }

    private static Map<String, Policy> read() {
        try (InputStream file = Amazon.class.getResourceAsStream("managed-policies.json")) {
            Map<String, Policy> out = new TreeMap<>();
            Json.MAPPER.readTree(file).properties().forEach(field -> {
                Policy policy = policy(field.getKey(), field.getValue());
                out.put(policy.arn(), policy);
            });
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param text empty when it is not known */
    private static Policy policy(String pathAndName, JsonNode text) {
        String name = pathAndName.replaceFirst(".*/", "");
        String path = "/" + pathAndName.substring(0, pathAndName.length() - name.length());
        int number = text.path("number").asInt(1);
        List<Policy.Version> versions = text.has("text")
                ? List.of(new Policy.Version("v" + number, text.path("text").toString(), SINCE))
                : List.of();
        return new Policy(
                ACCOUNT,
                name,
                Directory.node()
                        .put("PolicyName", name)
                        .put("PolicyId", Ids.unique(new Random(pathAndName.hashCode()), "ANPA"))
                        .put("Arn", "arn:aws:iam::aws:policy" + path + name)
                        .put("Path", path)
                        .put("IsAttachable", true)
                        .put("CreateDate", SINCE),
                versions,
                "v" + number,
                number,
                SINCE,
                Map.of());
    }
}
