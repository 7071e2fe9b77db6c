package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a function's owner may set about it: the fields of requests, checked, as fields of its configuration. */
record Settings(Input input) {
    static final Set<String> FIELDS = Set.of(
            "Role",
            "Description",
            "Timeout",
            "MemorySize",
            "Environment",
            "EphemeralStorage",
            "ImageConfig",
            "LoggingConfig",
            "TracingConfig",
            "SnapStart",
            "RevisionId");
    private static final String ROLE = "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
    private static final int VARIABLES = 4096;
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "_X_AMZN_TRACE_ID",
            "AWS_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_RUNTIME_API",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR",
            "LAMBDA_TASK_ROOT");

    /** What a function has that nothing was said about. */
    static ObjectNode defaults(String name) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.put("FunctionName", name).put("Description", "").put("Timeout", 3).put("MemorySize", 128);
        out.putObject("EphemeralStorage").put("Size", 512);
        out.putObject("TracingConfig").put("Mode", "PassThrough");
        out.putObject("SnapStart").put("ApplyOn", "None").put("OptimizationStatus", "Off");
        out.putObject("LoggingConfig").put("LogFormat", "Text").put("LogGroup", "/aws/lambda/" + name);
        return out;
    }

    /** Puts what is said into a configuration, and leaves the rest. */
    void apply(ObjectNode configuration) {
        if (input.has("Role")) {
            String role = input.text("Role");
            if (!role.matches(ROLE)) {
                throw Asked.invalid("role", role, "Member must satisfy regular expression pattern: " + ROLE);
            }
            configuration.put("Role", role);
        }
        if (input.has("Description")) {
            String said = input.text("Description");
            if (said.length() > 256) {
                throw Asked.invalid("description", said, "Member must have length less than or equal to 256");
            }
            configuration.put("Description", said);
        }
        number(input, "Timeout", 1, 900, configuration);
        number(input, "MemorySize", 128, 10_240, configuration);
        if (input.has("EphemeralStorage")) {
            number(only("EphemeralStorage", "Size"), "Size", 512, 10_240, configuration.putObject("EphemeralStorage"));
        }
        variables(configuration);
        image(configuration);
        logging(configuration);
        nothingElse();
    }

    private static void number(Input from, String field, int least, int most, ObjectNode to) {
        from.number(field).ifPresent(value -> {
            String member = field.substring(0, 1).toLowerCase(Locale.ROOT) + field.substring(1);
            if (value < least) {
                throw Asked.invalid(
                        member, value.toString(), "Member must have value greater than or equal to " + least);
            }
            if (value > most) {
                throw Asked.invalid(member, value.toString(), "Member must have value less than or equal to " + most);
            }
            to.put(field, value);
        });
    }

    /** A structure of which no other field says anything. */
    private Input only(String field, String... known) {
        Input object = input.object(field);
        object.document().fieldNames().forEachRemaining(name -> {
            if (!List.of(known).contains(name) && object.has(name)) {
                throw Asked.unsimulated(field + "." + name);
            }
        });
        return object;
    }

    private void variables(ObjectNode configuration) {
        if (!input.has("Environment")) {
            return;
        }
        Map<String, String> variables = only("Environment", "Variables").map("Variables");
        Set<String> reserved = new TreeSet<>(variables.keySet());
        reserved.retainAll(RESERVED);
        if (!reserved.isEmpty()) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "Lambda was unable to configure your environment variables because the environment variables you"
                            + " have provided contains reserved keys that are currently not supported for modification."
                            + " Reserved keys used in this request: " + String.join(", ", reserved));
        }
        variables.keySet().forEach(name -> {
            if (!name.matches("[a-zA-Z]([a-zA-Z0-9_])+")) {
                throw Asked.invalid(
                        "environment.variables",
                        name,
                        "Map keys must satisfy constraint: [Member must satisfy regular expression pattern:"
                                + " [a-zA-Z]([a-zA-Z0-9_])+]");
            }
        });
        ObjectNode kept = Json.MAPPER.createObjectNode();
        variables.forEach(kept::put);
        if (kept.toString().getBytes(StandardCharsets.UTF_8).length > VARIABLES) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "Lambda was unable to configure your environment variables because the environment variables you"
                            + " have provided exceeded the 4KB limit. String measured: " + kept);
        }
        configuration.remove("Environment");
        if (!variables.isEmpty()) {
            configuration.putObject("Environment").set("Variables", kept);
        }
    }

    /** What is said about how the image is run takes the place of all that was said before. */
    private void image(ObjectNode configuration) {
        if (!input.has("ImageConfig")) {
            return;
        }
        Input image = only("ImageConfig", "EntryPoint", "Command", "WorkingDirectory");
        ObjectNode kept = Json.MAPPER.createObjectNode();
        for (String list : List.of("EntryPoint", "Command")) {
            if (!image.texts(list).isEmpty()) {
                kept.set(list, image.document().path(list));
            }
        }
        if (!image.text("WorkingDirectory").isEmpty()) {
            kept.put("WorkingDirectory", image.text("WorkingDirectory"));
        }
        configuration.remove("ImageConfigResponse");
        if (!kept.isEmpty()) {
            configuration.putObject("ImageConfigResponse").set("ImageConfig", kept);
        }
    }

    private void logging(ObjectNode configuration) {
        if (!input.has("LoggingConfig")) {
            return;
        }
        Input logging = only("LoggingConfig", "LogFormat", "LogGroup");
        if (logging.has("LogFormat") && !logging.text("LogFormat").equals("Text")) {
            throw Asked.unsimulated("LoggingConfig.LogFormat " + logging.text("LogFormat"));
        }
        String group = logging.text("LogGroup");
        if (!group.isEmpty()) {
            ((ObjectNode) configuration.path("LoggingConfig")).put("LogGroup", group);
        }
    }

    private void nothingElse() {
        String tracing = input.object("TracingConfig").text("Mode");
        if (!tracing.isEmpty() && !tracing.equals("PassThrough")) {
            throw Asked.unsimulated("TracingConfig.Mode " + tracing);
        }
        String snap = input.object("SnapStart").text("ApplyOn");
        if (!snap.isEmpty() && !snap.equals("None")) {
            throw Asked.unsimulated("SnapStart.ApplyOn " + snap);
        }
    }
}
