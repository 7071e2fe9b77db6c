package io.sockerless.simulators.aws.s3;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.iam.ResourcePolicy;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the text of a bucket's policy may be. It is enforced, so what cannot be is refused by name: denials for single users
 * and roles and allowances for those of other accounts, as nobody looks who of an account asks, and conditions on what is not known of a request.
 */
final class BucketPolicy {
    static final String DOCUMENT = "policy";

    private static final Set<String> KEYS = Set.of(
            "aws:securetransport",
            "aws:currenttime",
            "aws:epochtime",
            "aws:referer",
            "aws:useragent",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "s3:prefix",
            "s3:delimiter",
            "s3:max-keys",
            "s3:versionid",
            "s3:x-amz-acl",
            "s3:x-amz-server-side-encryption");

    private BucketPolicy() {}

    /** @throws AwsException MalformedPolicy, NotImplemented */
    static ResourcePolicy check(Bucket bucket, String text) {
        for (JsonNode statement : statements(text)) {
            require(statement, "Effect");
            require(statement, "Principal", "NotPrincipal");
            require(statement, "Action", "NotAction");
            require(statement, "Resource", "NotResource");
        }
        ResourcePolicy policy = ResourcePolicy.read(text).orElseThrow(() -> malformed("Invalid policy syntax."));
        String own = "arn:aws:s3:::" + bucket.name();
        for (ObjectNode statement : policy.statements()) {
            if (all(statement, "Action").anyMatch(action -> !action.matches("\\*|(?i)s3(-object-lambda)?:.+"))) {
                throw malformed("Policy has invalid action");
            }
            if (all(statement, "Resource").anyMatch(one -> !one.equals(own) && !one.startsWith(own + "/"))) {
                throw malformed("Policy has invalid resource");
            }
            enforceable(bucket.account(), statement);
        }
        return policy;
    }

    private static Stream<String> all(ObjectNode statement, String field) {
        return Stream.concat(
                ResourcePolicy.texts(statement, field).stream(),
                ResourcePolicy.texts(statement, "Not" + field).stream());
    }

    private static List<JsonNode> statements(String text) {
        try {
            if (Json.MAPPER.readTree(text) instanceof ObjectNode document && text.startsWith("{")) {
                JsonNode told = document.path("Statement");
                if (told.isMissingNode()) {
                    throw malformed("Missing required field Statement");
                }
                return told.isArray() ? told.valueStream().toList() : List.of(told);
            }
        } catch (JacksonException _) {
            // Told below.
        }
        throw malformed("Policies must be valid JSON and the first byte must be '{'");
    }

    private static void require(JsonNode statement, String... fields) {
        if (Stream.of(fields).noneMatch(statement::has)) {
            throw malformed("Missing required field " + fields[0]);
        }
    }

    private static void enforceable(String owner, ObjectNode statement) {
        boolean denies = statement.path("Effect").asText().equals("Deny");
        JsonNode principal = statement.path(statement.has("Principal") ? "Principal" : "NotPrincipal");
        List<String> named = principal.isObject()
                ? ResourcePolicy.texts(principal, "AWS")
                : ResourcePolicy.texts(statement, "Principal");
        boolean whole = named.stream().allMatch(one -> one.matches("\\*|\\d{12}|arn:[^:]+:iam::\\d{12}:root"));
        if (!whole && (denies || statement.has("NotPrincipal"))) {
            throw refused("A policy that denies something to single users or roles");
        }
        String other = "arn:[^:]+:iam::(?!" + owner + ":)\\d{12}:(?!root$).*";
        if (!denies && named.stream().anyMatch(one -> one.matches(other))) {
            throw refused("A policy that allows something to single users or roles of another account");
        }
        // What is for services and single users has no effect here.
        if (!denies && !whole || named.isEmpty()) {
            return;
        }
        for (JsonNode block : statement.path("Condition")) {
            block.fieldNames().forEachRemaining(key -> {
                if (!KEYS.contains(key.toLowerCase(Locale.ROOT))) {
                    throw refused("A policy's condition on " + key);
                }
            });
        }
    }

    private static AwsException refused(String what) {
        return new AwsException(501, "NotImplemented", what + " is not simulated.");
    }

    static AwsException malformed(String message) {
        return new AwsException("MalformedPolicy", message);
    }
}
