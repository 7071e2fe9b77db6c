package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A policy that belongs to a resource of some service, and names who may use it. */
public final class ResourcePolicy {
    /** What it says of a request. */
    public enum Verdict {
        ALLOWED,
        DENIED,
        SILENT
    }

    private final List<ObjectNode> statements;

    private ResourcePolicy(List<ObjectNode> statements) {
        this.statements = statements;
    }

    /** Empty when the text is no policy: grammar, principals, actions. What else it must be is the service's affair. */
    public static Optional<ResourcePolicy> read(String text) {
        return PolicyDocument.resource(text).map(ResourcePolicy::new);
    }

    public List<ObjectNode> statements() {
        return statements;
    }

    /** What is listed in a field of a statement, which may be one text. */
    public static List<String> texts(JsonNode statement, String field) {
        return Statement.texts(statement.path(field));
    }

    /**
     * @param account who asks; empty for nobody known
     * @param action as in {@code s3:GetObject}
     * @param resource its ARN
     * @param context values of condition keys
     */
    public Verdict judge(Optional<String> account, String action, String resource, Map<String, List<String>> context) {
        Ask ask = new Ask(action, resource, context);
        Set<String> missing = new TreeSet<>();
        List<Statement> about = statements.stream()
                .filter(one -> concerns(one, account))
                .map(one -> new Statement(one, "resource"))
                .filter(one -> one.matches(ask, missing))
                .toList();
        return about.stream().anyMatch(Statement::denies)
                ? Verdict.DENIED
                : about.isEmpty() ? Verdict.SILENT : Verdict.ALLOWED;
    }

    private static boolean concerns(ObjectNode statement, Optional<String> account) {
        boolean not = statement.has("NotPrincipal");
        JsonNode principal = statement.path(not ? "NotPrincipal" : "Principal");
        List<String> named = Statement.texts(principal.isObject() ? principal.path("AWS") : principal);
        boolean included = named.contains("*")
                || account.isPresent()
                        && (named.contains(account.get())
                                || named.stream().anyMatch(one -> one.endsWith("::" + account.get() + ":root")));
        return included != not;
    }

    /**
     * Whether it lets everybody do something. Of conditions, only one that asks for a fixed network keeps it from that: all else
     * can be said by anybody.
     */
    public boolean isPublic() {
        return statements.stream()
                .anyMatch(one -> !new Statement(one, "").denies()
                        && !inNetwork(one)
                        && (one.has("NotPrincipal") || concerns(one, Optional.empty())));
    }

    private static boolean inNetwork(ObjectNode statement) {
        return statement.path("Condition").properties().stream()
                .filter(block -> block.getKey().equals("StringEquals"))
                .flatMap(block -> block.getValue().properties().stream())
                .anyMatch(key -> key.getKey().toLowerCase(Locale.ROOT).matches("aws:sourcevpce?"));
    }
}
