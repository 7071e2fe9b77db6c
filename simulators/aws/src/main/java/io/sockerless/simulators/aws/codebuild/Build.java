package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;

/**
 * A build.
 *
 * @param document as BatchGetBuilds tells it
 * @param artifacts where they go
 * @param specification that it runs by, from when its container is made; else empty
 * @param ending as what it is being stopped: STOPPED or TIMED_OUT; empty while it is not
 */
record Build(
        String account, String region, ObjectNode document, Artifacts artifacts, String specification, String ending) {
    Build {
        artifacts = artifacts == null ? Artifacts.NONE : artifacts;
        specification = specification == null ? "" : specification;
    }

    static final String RUNNING = "IN_PROGRESS";
    static final String STOPPED = "STOPPED";

    static String arn(Caller caller, String id) {
        return caller.arn("codebuild", "build/" + id);
    }

    /** Its project's name and an id, with a colon between them. */
    String id() {
        return text("id");
    }

    String arn() {
        return text("arn");
    }

    String text(String field) {
        return document.path(field).asText();
    }

    boolean live() {
        return !document.path("buildComplete").asBoolean();
    }

    boolean of(Caller caller) {
        return account.equals(caller.account()) && region.equals(caller.region());
    }

    Caller caller() {
        return new Caller("", account, region);
    }

    /** Of its container. */
    String container() {
        return "codebuild-" + id().replace(':', '-');
    }

    Build with(ObjectNode changed) {
        return new Build(account, region, changed, artifacts, specification, ending);
    }

    /** What it runs by, whatever becomes of its source. */
    Build by(String text) {
        return new Build(account, region, document, artifacts, text, ending);
    }

    /** The first reason to end it is the one. */
    Build ending(String why) {
        return ending.isEmpty() ? new Build(account, region, document, artifacts, specification, why) : this;
    }
}
