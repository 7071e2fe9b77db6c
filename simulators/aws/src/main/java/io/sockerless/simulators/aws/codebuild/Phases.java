package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The phases in a build's document, each entered and left once, however often that is told. Times are seconds since 1970. */
record Phases(ObjectNode document) {
    private static final String TYPE = "phaseType";
    private static final String START = "startTime";
    private static final String END = "endTime";
    static final String SUCCEEDED = "SUCCEEDED";
    static final String FAILED = "FAILED";

    void enter(String type, double time) {
        if (find(type) == null) {
            document.withArray("phases").addObject().put(TYPE, type).put(START, time);
            document.put("currentPhase", type);
        }
    }

    void leave(String type, double time, String status) {
        ObjectNode phase = find(type);
        if (phase != null && !phase.has(END)) {
            double taken = Math.max(0, time - phase.path(START).asDouble());
            phase.put(END, time).put("durationInSeconds", Math.round(taken)).put("phaseStatus", status);
            if (!phase.has("contexts")) {
                phase.putArray("contexts").addObject().put("statusCode", "").put("message", "");
            }
        }
    }

    /** Why it fails, before it is left. */
    void because(String type, String code, String message) {
        ObjectNode phase = find(type);
        if (phase != null && !phase.has(END) && !phase.has("contexts")) {
            phase.putArray("contexts").addObject().put("statusCode", code).put("message", message);
        }
    }

    void pass(String type, double time) {
        enter(type, time);
        leave(type, time, SUCCEEDED);
    }

    /** The one that was entered last. */
    String current() {
        return document.path("currentPhase").asText();
    }

    boolean has(String type) {
        return find(type) != null;
    }

    private ObjectNode find(String type) {
        for (JsonNode phase : document.path("phases")) {
            if (phase.path(TYPE).asText().equals(type)) {
                return (ObjectNode) phase;
            }
        }
        return null;
    }
}
