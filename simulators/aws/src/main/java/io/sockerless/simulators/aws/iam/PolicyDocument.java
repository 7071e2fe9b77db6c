package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The text of a policy, as far as it is grammar; what its words may be is {@link PolicyWords}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">AWS</a>
 */
final class PolicyDocument {
    private static final String VERSION = "2012-10-17";
    private static final Set<String> TOP = Set.of("Version", "Statement", "Id");
    private static final Set<String> STATEMENT = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final int LONGEST_TRUST = 2048;

    private PolicyDocument() {}

    static AwsException malformed(String message) {
        return new AwsException("MalformedPolicyDocument", message);
    }

    private static AwsException syntax() {
        return malformed("Syntax errors in policy.");
    }

    /** As answers have it: encoded as in a URL. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
    }

    /** Of users, groups and roles. @throws AwsException MalformedPolicyDocument */
    static void identity(String text) {
        ObjectNode document = grammar(text, syntax());
        if (!document.path("Version").asText().equals(VERSION)) {
            throw malformed("Policy document must be version 2012-10-17 or greater.");
        }
        List<ObjectNode> statements = statements(document);
        if (statements.stream().anyMatch(one -> one.has("Principal") || one.has("NotPrincipal"))) {
            throw malformed("Policy document should not specify a principal.");
        }
        PolicyWords.check(statements);
    }

    /** Who may assume a role. @throws AwsException MalformedPolicyDocument, LimitExceeded */
    static void trust(String text) {
        ObjectNode document = grammar(text, malformed("This policy contains invalid Json"));
        if (text.replaceAll("\\s", "").length() > LONGEST_TRUST) {
            throw Directory.limit("ACLSizePerRole", LONGEST_TRUST);
        }
        List<ObjectNode> statements = statements(document);
        sids(statements);
        for (ObjectNode statement : statements) {
            if (statement.has("Resource") || statement.has("NotResource")) {
                throw malformed("Has prohibited field Resource");
            }
            if (!statement.has("Principal") && !statement.has("NotPrincipal")) {
                throw malformed("AssumeRole policy must contain principals");
            }
            if (statement.has("Principal") && !principal(statement.path("Principal"))) {
                throw malformed("Invalid principal in policy");
            }
            List<String> actions = Statement.texts(statement.path("Action"));
            if (statement.has("Action") && actions.stream().anyMatch(action -> !action.startsWith("sts:"))) {
                throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
            }
            if (!statement.has("Action") && !statement.has("NotAction")) {
                throw malformed("Policy statement must contain actions.");
            }
        }
    }

    private static boolean principal(JsonNode value) {
        return value.asText().equals("*")
                || value.isObject()
                        && !value.isEmpty()
                        && value.properties().stream()
                                .allMatch(field -> Set.of("AWS", "Service", "Federated", "CanonicalUser")
                                                .contains(field.getKey())
                                        && texts(field.getValue()));
    }

    /** The statements of a resource's, each with principals and actions; empty when it is none. */
    static Optional<List<ObjectNode>> resource(String text) {
        return parse(text)
                .filter(PolicyDocument::good)
                .map(PolicyDocument::statements)
                .filter(all -> all.stream()
                        .allMatch(one -> principal(one.path(one.has("Principal") ? "Principal" : "NotPrincipal"))
                                && (one.has("Action") || one.has("NotAction"))
                                && Set.of("Allow", "Deny")
                                        .contains(one.path("Effect").asText())));
    }

    /** Of a session, which may be of the older version. @throws AwsException MalformedPolicyDocument */
    static void session(String text) {
        ObjectNode document = grammar(text, malformed("This policy contains invalid Json"));
        List<ObjectNode> statements = statements(document);
        PolicyWords.check(statements);
    }

    /** Statements of one that has been found good. */
    static List<ObjectNode> read(String text) {
        return statements(parse(text).orElseThrow(PolicyDocument::syntax));
    }

    private static Optional<ObjectNode> parse(String text) {
        try {
            JsonNode read = Json.MAPPER
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .readTree(text);
            return read instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static List<ObjectNode> statements(ObjectNode document) {
        JsonNode told = document.path("Statement");
        return (told.isArray() ? told.valueStream().toList() : List.of(told))
                .stream().map(ObjectNode.class::cast).toList();
    }

    private static ObjectNode grammar(String text, AwsException wrong) {
        ObjectNode document = parse(text).orElseThrow(() -> wrong);
        if (!good(document)) {
            throw syntax();
        }
        return document;
    }

    private static boolean good(ObjectNode document) {
        JsonNode version = document.path("Version");
        JsonNode statement = document.path("Statement");
        List<JsonNode> statements =
                statement.isArray() ? statement.valueStream().toList() : List.of(statement);
        return TOP.containsAll(names(document))
                && (version.isMissingNode() || Set.of("2008-10-17", VERSION).contains(version.asText()))
                && (!document.has("Id") || document.path("Id").isTextual())
                && !statements.isEmpty()
                && statements.stream().allMatch(PolicyDocument::statement);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> out = new HashSet<>();
        object.fieldNames().forEachRemaining(out::add);
        return out;
    }

    private static boolean statement(JsonNode one) {
        return one.isObject()
                && STATEMENT.containsAll(names(one))
                && one.path("Effect").asText().matches("(?i)allow|deny")
                && (!one.has("Sid") || one.path("Sid").isTextual())
                && !(one.has("Action") && one.has("NotAction"))
                && !(one.has("Resource") && one.has("NotResource"))
                && !(one.has("Principal") && one.has("NotPrincipal"))
                && List.of("Action", "NotAction", "Resource", "NotResource").stream()
                        .allMatch(field -> texts(one.path(field)))
                && (!one.has("Condition") || Conditions.grammar(one.path("Condition")));
    }

    private static boolean texts(JsonNode value) {
        return value.isMissingNode()
                || value.isTextual()
                || value.isArray() && value.valueStream().allMatch(item -> item.isTextual() || item.isNull());
    }

    static void sids(List<ObjectNode> statements) {
        Set<String> seen = new HashSet<>();
        for (ObjectNode statement : statements) {
            String sid = statement.path("Sid").asText();
            if (!sid.matches("[0-9A-Za-z]*")) {
                throw malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
                        + " expression [0-9A-Za-z]*");
            }
            if (!sid.isEmpty() && !seen.add(sid)) {
                throw malformed("Statement IDs (SID) in a single policy must be unique.");
            }
        }
    }
}
