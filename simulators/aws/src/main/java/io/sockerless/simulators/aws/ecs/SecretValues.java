package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.ssm.Ssm;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What containers' secrets are worth when a task is launched. The values are in no document of the task's. */
record SecretValues(Ssm parameters, SecretsManager secrets) {
    private static final int ARN_PARTS = 7;

    /** Of a container's definition, by the names of the variables. */
    Map<String, String> of(Caller caller, JsonNode definition) throws LaunchException {
        Map<String, String> values = new LinkedHashMap<>();
        for (JsonNode secret : definition.path("secrets")) {
            String from = secret.path("valueFrom").asText();
            try {
                values.put(secret.path("name").asText(), value(caller, from));
            } catch (AwsException e) {
                throw new LaunchException(
                        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource"
                                + " retrieval failed: unable to retrieve secret from "
                                + (from.contains(":secretsmanager:") ? "asm" : "ssm") + ": " + e.code() + ": "
                                + (e.getMessage().isEmpty() ? from : e.getMessage()));
            }
        }
        return values;
    }

    private String value(Caller caller, String from) {
        if (!from.startsWith("arn:")) {
            return parameters.value(caller, from);
        }
        String[] parts = from.split(":", -1);
        if (parts.length > 5 && parts[2].equals("ssm")) {
            return parameters.value(caller.in(parts[3]), from);
        }
        if (parts.length < ARN_PARTS || !parts[2].equals("secretsmanager")) {
            throw new AwsException("ValidationException", from + " names neither a parameter nor a secret");
        }
        String id = String.join(":", java.util.Arrays.copyOf(parts, ARN_PARTS));
        String text = secrets.text(caller.in(parts[3]), id, part(parts, ARN_PARTS + 1), part(parts, ARN_PARTS + 2));
        String key = part(parts, ARN_PARTS);
        return key.isEmpty() ? text : member(text, key);
    }

    private static String part(String[] parts, int at) {
        return at < parts.length ? parts[at] : "";
    }

    private static String member(String text, String key) {
        try {
            JsonNode value = Json.MAPPER.readTree(text).path(key);
            if (!value.isMissingNode()) {
                return value.isTextual() ? value.asText() : value.toString();
            }
        } catch (IOException _) {
            throw new AwsException("InvalidParameterException", "the secret is not JSON, which it has to be for a key");
        }
        throw new AwsException("ResourceNotFoundException", "retrieved secret did not contain json key " + key);
    }
}
