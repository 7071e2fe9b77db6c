package io.sockerless.simulators.aws.iam;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which statements are about a user or a role, with those of the groups that the user is in. */
record Effective(Directory directory, Users users) {
    List<Statement> statements(Entity one) {
        List<Statement> out = new ArrayList<>();
        Stream.concat(Stream.of(one), users.groups(one).stream()).forEach(entity -> {
            entity.inline()
                    .forEach((name, text) ->
                            out.addAll(Statement.of(entity.kind().small() + "_" + entity.name() + "_" + name, text)));
            entity.attached().forEach(arn -> out.addAll(managed(entity.account(), arn)));
        });
        return out;
    }

    /** Empty without a boundary. */
    Optional<List<Statement>> boundary(Entity one) {
        return one.boundary().isEmpty() ? Optional.empty() : Optional.of(managed(one.account(), one.boundary()));
    }

    private List<Statement> managed(String account, String arn) {
        Policy policy =
                directory.policy(account, arn).orElseThrow(() -> Directory.gone("Policy " + arn + " was not found."));
        String text = policy.text()
                .orElseThrow(() -> new AwsException(
                        500,
                        "PolicyEvaluation",
                        "The text of " + arn + " is not known here, so it cannot be said what it allows."));
        return Statement.of(policy.name(), text);
    }

    /** Values of condition keys that follow from who asks. */
    Map<String, List<String>> context(Entity one) {
        Map<String, List<String>> out = new HashMap<>(Map.of(
                "aws:PrincipalArn", List.of(one.arn()),
                "aws:PrincipalAccount", List.of(one.account()),
                "aws:PrincipalType", List.of(one.kind() == Kind.USER ? "User" : "AssumedRole"),
                "aws:CurrentTime", List.of(directory.now()),
                "aws:EpochTime",
                        List.of(String.valueOf(directory.clock().instant().getEpochSecond()))));
        if (one.kind() == Kind.USER) {
            out.put("aws:username", List.of(one.name()));
            out.put("aws:userid", List.of(one.id()));
        }
        one.tags().forEach((key, value) -> out.put("aws:PrincipalTag/" + key, List.of(value)));
        return out;
    }
}
