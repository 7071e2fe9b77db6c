package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A version of a function, {@code $LATEST} or a published one.
 *
 * @param arn with the number of a published version
 * @param configuration as it is described
 */
record FunctionVersion(String arn, Caller caller, ObjectNode configuration, Code code) {
    static final String LATEST = "$LATEST";

    String text(String field) {
        return configuration.path(field).asText();
    }

    String name() {
        return text("FunctionName");
    }

    /** {@code $LATEST} or a number. */
    String version() {
        return text("Version");
    }

    /** Of the function: without a version's number. */
    String functionArn() {
        return caller.arn("lambda", "function:" + name());
    }

    int timeout() {
        return configuration.path("Timeout").asInt();
    }

    int memory() {
        return configuration.path("MemorySize").asInt();
    }

    String logGroup() {
        return configuration.path("LoggingConfig").path("LogGroup").asText();
    }

    Map<String, String> variables() {
        Map<String, String> all = new TreeMap<>();
        configuration
                .path("Environment")
                .path("Variables")
                .properties()
                .forEach(one -> all.put(one.getKey(), one.getValue().asText()));
        return all;
    }

    /** What runs of it is the same as long as this is. */
    String key() {
        return arn + " " + text("RevisionId");
    }

    FunctionVersion with(Consumer<ObjectNode> change) {
        ObjectNode changed = configuration.deepCopy();
        change.accept(changed);
        return new FunctionVersion(arn, caller, changed, code);
    }

    FunctionVersion with(Code other) {
        return new FunctionVersion(arn, caller, configuration, other);
    }
}
