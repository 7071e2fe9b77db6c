package io.sockerless.simulators.aws.secrets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.secrets.Secret.Version;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The values of secrets, and the labels by which they are found. */
record Values(Vault vault) {
    private static final int LARGEST = 65_536;
    private static final int MOST = 100;

    Map<String, Operation> operations() {
        return Map.of(
                "GetSecretValue", this::get,
                "BatchGetSecretValue", this::getAll,
                "PutSecretValue", this::put,
                "UpdateSecret", this::update,
                "UpdateSecretVersionStage", this::move);
    }

    /** The value in a request, without labels; empty when there is none. */
    static Optional<Version> given(Input input, long now) {
        String text = input.text("SecretString");
        String binary = input.text("SecretBinary");
        if (!text.isEmpty() && !binary.isEmpty()) {
            throw new AwsException(
                    "InvalidParameterException",
                    "You can't specify both a binary secret value and a string secret value in the same secret.");
        }
        if (text.isEmpty() && binary.isEmpty()) {
            return Optional.empty();
        }
        try {
            int size = text.getBytes(StandardCharsets.UTF_8).length
                    + Base64.getDecoder().decode(binary).length;
            if (size > LARGEST) {
                throw new AwsException(
                        "ValidationException",
                        "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must"
                                + " have length less than or equal to " + LARGEST);
            }
        } catch (IllegalArgumentException _) {
            throw new AwsException("SerializationException", "SecretBinary is not base64.");
        }
        String token = input.text("ClientRequestToken");
        if (!token.isEmpty() && (token.length() < 32 || token.length() > 64)) {
            throw new AwsException("InvalidParameterException", "ClientRequestToken must be 32-64 characters long.");
        }
        String id = token.isEmpty() ? UUID.randomUUID().toString() : token;
        return Optional.of(new Version(id, text, binary, now, List.of()));
    }

    private Version version(Secret secret, String stage, String id) {
        Optional<Version> found = id.isEmpty()
                ? secret.staged(stage.isEmpty() ? Secret.CURRENT : stage)
                : secret.version(id)
                        .filter(one -> stage.isEmpty() || one.stages().contains(stage));
        return found.orElseThrow(() -> new AwsException(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret value for "
                        + (id.isEmpty()
                                ? "staging label: " + (stage.isEmpty() ? Secret.CURRENT : stage)
                                : "VersionId: " + id)));
    }

    String text(Caller caller, String secretId, String stage, String id) {
        Input input = Input.of(Json.MAPPER.createObjectNode().put("SecretId", secretId));
        return version(vault.live(caller, input), stage, id).text();
    }

    private ObjectNode get(Caller caller, Input input) {
        Secret secret = vault.live(caller, input);
        return shown(caller, secret, version(secret, input.text("VersionStage"), input.text("VersionId")));
    }

    private static ObjectNode shown(Caller caller, Secret secret, Version version) {
        ObjectNode out = Lives.shown(caller, secret)
                .put("VersionId", version.id())
                .put("CreatedDate", version.created() / 1000.0);
        if (version.binary().isEmpty()) {
            out.put("SecretString", version.text());
        } else {
            out.put("SecretBinary", version.binary());
        }
        ArrayNode stages = out.putArray("VersionStages");
        version.stages().forEach(stages::add);
        return out;
    }

    private ObjectNode getAll(Caller caller, Input input) {
        if (!input.items("Filters").isEmpty() || input.has("NextToken")) {
            throw new AwsException("InvalidParameterException", "Filters of BatchGetSecretValue are not simulated.");
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode values = out.putArray("SecretValues");
        ArrayNode errors = out.putArray("Errors");
        for (String id : input.texts("SecretIdList")) {
            try {
                values.add(get(caller, Input.of(Json.MAPPER.createObjectNode().put("SecretId", id))));
            } catch (AwsException e) {
                errors.addObject()
                        .put("SecretId", id)
                        .put("ErrorCode", e.code())
                        .put("Message", e.getMessage());
            }
        }
        return out;
    }

    private ObjectNode put(Caller caller, Input input) {
        Version version = given(input, vault.now())
                .orElseThrow(() -> new AwsException(
                        "InvalidRequestException", "You must provide either SecretString or SecretBinary."));
        List<String> stages =
                input.items("VersionStages").isEmpty() ? List.of(Secret.CURRENT) : input.texts("VersionStages");
        Secret secret = vault.change(caller, input, one -> added(one, version, stages));
        ObjectNode out = Lives.shown(caller, secret).put("VersionId", version.id());
        ArrayNode shown = out.putArray("VersionStages");
        secret.version(version.id()).orElseThrow().stages().forEach(shown::add);
        return out;
    }

    /** With one more value; a request that is repeated adds nothing. */
    private Secret added(Secret secret, Version version, List<String> stages) {
        Optional<Version> same = secret.version(version.id());
        if (same.isPresent()) {
            if (!same.get().same(version)) {
                throw new AwsException(
                        "ResourceExistsException",
                        "You can't use ClientRequestToken " + version.id()
                                + " because that value is already in use for a version of secret " + secret.name()
                                + ".");
            }
            return secret;
        }
        List<Version> all = new ArrayList<>(secret.versions());
        for (int i = 0; all.size() >= MOST && i < all.size(); ) {
            if (all.get(i).stages().isEmpty()) {
                all.remove(i);
            } else {
                i++;
            }
        }
        all.add(version);
        Secret changed = secret.with(all, vault.now());
        for (String stage : stages) {
            changed = changed.moved(stage, version.id(), vault.now());
        }
        // The first value of a secret is the current one, whatever else it is called.
        return changed.staged(Secret.CURRENT).isPresent()
                ? changed
                : changed.moved(Secret.CURRENT, version.id(), vault.now());
    }

    private ObjectNode update(Caller caller, Input input) {
        if (input.has("KmsKeyId") && !input.text("KmsKeyId").equals("alias/aws/secretsmanager")) {
            throw new AwsException(
                    "InvalidParameterException", "Keys other than alias/aws/secretsmanager are not simulated.");
        }
        Optional<Version> version = given(input, vault.now());
        Secret secret = vault.change(caller, input, one -> {
            Secret described = input.has("Description") ? one.described(input.text("Description"), vault.now()) : one;
            return version.map(value -> added(described, value, List.of(Secret.CURRENT)))
                    .orElse(described);
        });
        ObjectNode out = Lives.shown(caller, secret);
        version.ifPresent(one -> out.put("VersionId", one.id()));
        return out;
    }

    private ObjectNode move(Caller caller, Input input) {
        String stage = input.required("VersionStage");
        String from = input.text("RemoveFromVersionId");
        String to = input.text("MoveToVersionId");
        Secret secret = vault.change(caller, input, one -> {
            String at = one.staged(stage).map(Version::id).orElse("");
            if (!at.isEmpty() && !at.equals(from) && !at.equals(to)) {
                throw new AwsException(
                        "InvalidParameterException",
                        "The parameter RemoveFromVersionId can't be empty. Staging label " + stage
                                + " is currently attached to version " + at
                                + ", so you must explicitly reference that version in RemoveFromVersionId.");
            }
            if (!to.isEmpty() && one.version(to).isEmpty()) {
                throw new AwsException(
                        "ResourceNotFoundException",
                        "Secrets Manager can't find the specified secret value for VersionId: " + to);
            }
            if (to.isEmpty() && stage.equals(Secret.CURRENT)) {
                throw new AwsException(
                        "InvalidParameterException",
                        "You can only move staging label AWSCURRENT to a different secret version. It can’t be"
                                + " completely removed.");
            }
            return one.moved(stage, to, vault.now());
        });
        return Lives.shown(caller, secret);
    }
}
