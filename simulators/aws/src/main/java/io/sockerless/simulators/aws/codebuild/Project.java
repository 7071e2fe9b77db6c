package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import java.util.Optional;

/**
 * A project.
 *
 * @param document as BatchGetProjects tells it
 * @param builds how many of it have been begun
 */
record Project(String account, String region, ObjectNode document, long builds) {
    static String arn(Caller caller, String name) {
        return caller.arn("codebuild", "project/" + name);
    }

    /** By its name or ARN, if it is the caller's. */
    static Optional<Project> find(Documents<Project> projects, Caller caller, String named) {
        return projects.get(named.startsWith("arn:") ? named : arn(caller, named))
                .filter(one -> one.of(caller));
    }

    String arn() {
        return document.path("arn").asText();
    }

    String name() {
        return document.path("name").asText();
    }

    boolean of(Caller caller) {
        return account.equals(caller.account()) && region.equals(caller.region());
    }

    Project with(ObjectNode changed) {
        return new Project(account, region, changed, builds);
    }

    Project counted() {
        return new Project(account, region, document, builds + 1);
    }
}
