package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.Set;

/** What projects and builds are told to be: checked, and in the shape in which it is told again. */
final class Settings {
    static final String INVALID = "InvalidInputException";
    private static final Set<String> VARIABLES = Set.of("PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER");

    private Settings() {}

    static AwsException invalid(String message) {
        return new AwsException(INVALID, message);
    }

    /** Refuses what would be passed over in silence otherwise. */
    static void only(Input input, String where, Set<String> known) {
        for (var field : input.document().properties()) {
            JsonNode value = field.getValue();
            boolean empty = value.isNull()
                    || value.isContainerNode() && value.isEmpty()
                    || value.isBoolean() && !value.asBoolean();
            if (!known.contains(field.getKey()) && !empty) {
                throw invalid(where + field.getKey() + " is not simulated.");
            }
        }
    }

    static ObjectNode source(Input source) {
        String type = source.required("type");
        ObjectNode kept = Json.MAPPER.createObjectNode().put("type", type);
        switch (type) {
            case "NO_SOURCE" -> {
                only(source, "source: ", Set.of("type", "buildspec"));
                if (source.text("buildspec").isBlank()) {
                    throw invalid("Project source type NO_SOURCE requires buildspec to be specified");
                }
            }
            case "S3" -> {
                only(source, "source: ", Set.of("type", "location", "buildspec"));
                String location = source.text("location").replaceFirst("^arn:aws:s3:::", "");
                if (!location.matches("[a-z0-9][a-z0-9.-]{2,62}/.*")) {
                    throw invalid("Invalid project source: location must be a valid S3 source: bucket/key.zip, or"
                            + " bucket/prefix/");
                }
                kept.put("location", location);
            }
            default -> throw invalid("Source of the type " + type + " is not simulated.");
        }
        if (source.has("buildspec")) {
            kept.put("buildspec", source.text("buildspec"));
        }
        return kept;
    }

    /** @param project whose name they have unless they have another */
    static ObjectNode artifacts(Input artifacts, String project) {
        String type = artifacts.required("type");
        ObjectNode kept = Json.MAPPER.createObjectNode().put("type", type);
        switch (type) {
            case "NO_ARTIFACTS" -> only(artifacts, "artifacts: ", Set.of("type"));
            case "S3" -> {
                only(
                        artifacts,
                        "artifacts: ",
                        Set.of(
                                "type",
                                "location",
                                "path",
                                "namespaceType",
                                "name",
                                "packaging",
                                "overrideArtifactName",
                                "encryptionDisabled"));
                kept.put("location", artifacts.required("location"));
                if (artifacts.has("path")) {
                    kept.put("path", artifacts.text("path"));
                }
                kept.put("namespaceType", oneOf(artifacts, "namespaceType", "NONE", "BUILD_ID"))
                        .put("name", artifacts.has("name") ? artifacts.text("name") : project)
                        .put("packaging", oneOf(artifacts, "packaging", "NONE", "ZIP"))
                        .put("overrideArtifactName", artifacts.flag("overrideArtifactName"))
                        .put("encryptionDisabled", artifacts.flag("encryptionDisabled"));
            }
            default -> throw invalid("Artifacts of the type " + type + " are not simulated.");
        }
        return kept;
    }

    private static String oneOf(Input said, String field, String usual, String other) {
        String value = said.has(field) ? said.text(field) : usual;
        if (!value.equals(usual) && !value.equals(other)) {
            throw invalid("Invalid artifacts: " + field + " is " + usual + " or " + other);
        }
        return value;
    }

    static ObjectNode environment(Input said) {
        only(
                said,
                "environment: ",
                Set.of(
                        "type",
                        "image",
                        "computeType",
                        "environmentVariables",
                        "privilegedMode",
                        "imagePullCredentialsType"));
        String type = said.required("type");
        if (!type.equals("LINUX_CONTAINER")) {
            throw invalid("Environments of the type " + type + " are not simulated.");
        }
        String compute = said.required("computeType");
        if (!Compute.known(compute)) {
            throw invalid("Compute type " + compute + " is not simulated.");
        }
        String image = said.required("image");
        if (image.isBlank()) {
            throw invalid("Invalid environment: image may not be empty");
        }
        ObjectNode environment = Json.MAPPER
                .createObjectNode()
                .put("type", type)
                .put("image", image)
                .put("computeType", compute)
                .put("privilegedMode", said.flag("privilegedMode"))
                .put(
                        "imagePullCredentialsType",
                        said.has("imagePullCredentialsType") ? said.text("imagePullCredentialsType") : "CODEBUILD");
        variables(environment, said, "environmentVariables");
        return environment;
    }

    /** Puts them in, in the place of those that have the same names. */
    static void variables(ObjectNode environment, Input said, String field) {
        var all = environment.withArray("environmentVariables");
        for (Input variable : said.objects(field)) {
            only(variable, "environmentVariables: ", Set.of("name", "value", "type"));
            String name = variable.required("name");
            String type = variable.has("type") ? variable.text("type") : "PLAINTEXT";
            if (!name.matches("[^=\\x00\\s]+") || !VARIABLES.contains(type)) {
                throw invalid("Invalid environment variable: " + name + " of the type " + type);
            }
            for (int i = all.size() - 1; i >= 0; i--) {
                if (all.get(i).path("name").asText().equals(name)) {
                    all.remove(i);
                }
            }
            all.addObject()
                    .put("name", name)
                    .put("value", variable.text("value"))
                    .put("type", type);
        }
    }

    /** Where the log is: a group that is named after the project, unless another is said. */
    static ObjectNode logs(Input said) {
        only(said, "logsConfig: ", Set.of("cloudWatchLogs", "s3Logs"));
        Input cloudWatch = said.object("cloudWatchLogs");
        only(cloudWatch, "cloudWatchLogs: ", Set.of("status", "groupName", "streamName"));
        if (said.object("s3Logs").text("status").equals("ENABLED")
                || cloudWatch.text("status").equals("DISABLED")) {
            throw invalid("Logs that are not in CloudWatch Logs are not simulated.");
        }
        ObjectNode logs = Json.MAPPER.createObjectNode();
        ObjectNode kept = logs.putObject("cloudWatchLogs").put("status", "ENABLED");
        for (String field : new String[] {"groupName", "streamName"}) {
            if (cloudWatch.has(field)) {
                kept.put(field, cloudWatch.text(field));
            }
        }
        logs.putObject("s3Logs").put("status", "DISABLED").put("encryptionDisabled", false);
        return logs;
    }

    static int timeout(Input input, String field, int otherwise) {
        return input.number(field, 5, 2160, otherwise);
    }
}
