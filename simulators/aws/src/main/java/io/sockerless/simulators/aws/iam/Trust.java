package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether a role's trust policy lets somebody assume it. */
record Trust(Effective effective) {
    private static final String ASSUME = "sts:AssumeRole";

    /**
     * @param who empty for the root user of the account
     * @param arn who it is, as a policy may name it
     * @param also the ARN of the session, for a role's
     */
    boolean lets(Optional<Entity> who, String arn, String also, Entity role, Map<String, List<String>> context) {
        Ask ask = new Ask(ASSUME, role.arn(), context);
        Set<String> missing = new TreeSet<>();
        boolean named = false;
        boolean trusted = false;
        String account = arn.split(":")[4];
        for (Statement statement : Statement.of("trust", role.trust())) {
            if (!statement.action(ASSUME)
                    || !Conditions.hold(statement.document().path("Condition"), ask, missing)) {
                continue;
            }
            boolean exactly = about(statement, List.of(arn, also));
            boolean wholly = about(statement, List.of(account, arn.replaceFirst("(::\\d+:).*", "$1root"), "*"))
                    || arn.contains(":sts:") && about(statement, List.of("arn:aws:iam::" + account + ":root"));
            if (!exactly && !wholly) {
                continue;
            }
            if (statement.denies()) {
                return false;
            }
            named |= exactly;
            trusted = true;
        }
        boolean same = role.account().equals(account);
        // Whom the role's own account names needs nobody else's leave; the account's other users need their policies'.
        return trusted && (who.isEmpty() || named && same || allowed(who.get(), ask));
    }

    /** Whether a service may. */
    static boolean lets(Entity role, String service) {
        return Statement.of("trust", role.trust()).stream()
                .anyMatch(one -> !one.denies()
                        && one.action(ASSUME)
                        && Statement.texts(one.document().path("Principal").path("Service"))
                                .contains(service));
    }

    private boolean allowed(Entity who, Ask ask) {
        return Decision.of(ask, effective.statements(who), effective.boundary(who))
                        .outcome()
                == Decision.Outcome.ALLOWED;
    }

    private static boolean about(Statement statement, List<String> names) {
        boolean not = statement.document().has("NotPrincipal");
        JsonNode principal = statement.document().path(not ? "NotPrincipal" : "Principal");
        List<String> listed = Statement.texts(principal.isObject() ? principal.path("AWS") : principal);
        return not != listed.stream().anyMatch(names::contains);
    }
}
