package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;

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
