package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.ssm.Ssm;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment of a build's commands. Values of parameters and secrets are in no document. */
record Variables(Ssm parameters, SecretsManager secrets) {
    static final String SOURCES = Scripts.PLACE + "/output/src/src";

    List<String> of(Build build, BuildSpec spec) throws BuildException {
        Map<String, String> all = new LinkedHashMap<>(spec.variables());
        Caller caller = build.caller();
        for (Map.Entry<String, String> entry : spec.parameters().entrySet()) {
            all.put(entry.getKey(), value(caller, "PARAMETER_STORE", entry.getValue()));
        }
        for (Map.Entry<String, String> entry : spec.secrets().entrySet()) {
            all.put(entry.getKey(), value(caller, "SECRETS_MANAGER", entry.getValue()));
        }
        for (JsonNode variable : build.document().path("environment").path("environmentVariables")) {
            String type = variable.path("type").asText();
            all.put(
                    variable.path("name").asText(),
                    value(caller, type, variable.path("value").asText()));
        }
        all.putAll(Map.of(
                "AWS_REGION", build.region(),
                "AWS_DEFAULT_REGION", build.region(),
                "CODEBUILD_BUILD_ARN", build.arn(),
                "CODEBUILD_BUILD_ID", build.id(),
                "CODEBUILD_BUILD_NUMBER", build.text("buildNumber"),
                "CODEBUILD_BUILD_IMAGE",
                        build.document().path("environment").path("image").asText(),
                "CODEBUILD_INITIATOR", build.text("initiator"),
                "CODEBUILD_START_TIME",
                        Long.toString(
                                Math.round(build.document().path("startTime").asDouble() * 1000)),
                "CODEBUILD_SRC_DIR", SOURCES,
                "CODEBUILD_LOG_PATH",
                        build.document().path("logs").path("streamName").asText()));
        return all.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private String value(Caller caller, String type, String said) throws BuildException {
        try {
            return switch (type) {
                case "PARAMETER_STORE" -> parameters.value(caller, said);
                case "SECRETS_MANAGER" -> secret(caller, said);
                default -> said;
            };
        } catch (AwsException e) {
            String from = type.equals("PARAMETER_STORE") ? "Parameter Store" : "Secrets Manager";
            throw new BuildException(from + " Error", e.code() + ": " + e.getMessage());
        }
    }

    /** @param said {@code ID:KEY:STAGE:VERSION}, of which all but the id may be missing; an id may be an ARN */
    private String secret(Caller caller, String said) throws BuildException {
        String[] parts = said.split(":", -1);
        int own = said.startsWith("arn:") ? 7 : 1;
        if (parts.length < own) {
            throw new BuildException("Secrets Manager Error", "invalid secret: " + said);
        }
        String id = String.join(":", List.of(parts).subList(0, own));
        String text = secrets.text(caller, id, part(parts, own + 1), part(parts, own + 2));
        String key = part(parts, own);
        if (key.isEmpty()) {
            return text;
        }
        try {
            JsonNode value = Json.MAPPER.readTree(text).path(key);
            if (value.isMissingNode()) {
                throw new BuildException("Secrets Manager Error", "the secret has no key " + key);
            }
            return value.isTextual() ? value.asText() : value.toString();
        } catch (IOException _) {
            throw new BuildException("Secrets Manager Error", "the secret is not JSON, which it has to be for a key");
        }
    }

    private static String part(String[] parts, int at) {
        return at < parts.length ? parts[at] : "";
    }
}
