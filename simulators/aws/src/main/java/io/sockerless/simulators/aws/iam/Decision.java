package io.sockerless.simulators.aws.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What policies come to: a statement that denies outweighs all that allow; without one that allows, nothing is.
 *
 * @param matched the statements that decided
 * @param missing condition keys without a value
 * @param bounded whether the boundary allows it; empty without one
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">AWS</a>
 */
record Decision(Outcome outcome, List<Statement> matched, Set<String> missing, Optional<Boolean> bounded) {
    enum Outcome {
        ALLOWED("allowed"),
        EXPLICIT_DENY("explicitDeny"),
        IMPLICIT_DENY("implicitDeny");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Decision of(Ask ask, List<Statement> policies, Optional<List<Statement>> boundary) {
        Set<String> missing = new TreeSet<>();
        List<Statement> matched = new ArrayList<>();
        policies.stream().filter(one -> one.matches(ask, missing)).forEach(matched::add);
        Outcome plain = outcome(matched);
        if (boundary.isEmpty()) {
            return new Decision(plain, decisive(plain, matched), missing, Optional.empty());
        }
        Outcome bound = outcome(
                boundary.get().stream().filter(one -> one.matches(ask, missing)).toList());
        boolean within = bound == Outcome.ALLOWED;
        Outcome both = plain == Outcome.EXPLICIT_DENY || bound == Outcome.EXPLICIT_DENY
                ? Outcome.EXPLICIT_DENY
                : within ? plain : Outcome.IMPLICIT_DENY;
        return new Decision(both, decisive(plain, matched), missing, Optional.of(within));
    }

    private static Outcome outcome(List<Statement> matched) {
        return matched.stream().anyMatch(Statement::denies)
                ? Outcome.EXPLICIT_DENY
                : matched.isEmpty() ? Outcome.IMPLICIT_DENY : Outcome.ALLOWED;
    }

    private static List<Statement> decisive(Outcome outcome, List<Statement> matched) {
        return outcome == Outcome.EXPLICIT_DENY
                ? matched.stream().filter(Statement::denies).toList()
                : matched;
    }
}
