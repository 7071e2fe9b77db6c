package io.sockerless.simulators.aws.secrets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.secrets.Secret.Version;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Secrets come and go. */
record Lives(Vault vault, RandomGenerator random) {
    private static final String SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX_LENGTH = 6;
    private static final int USUAL_WINDOW = 30;

    Map<String, Operation> operations() {
        return Map.of("CreateSecret", this::create, "DeleteSecret", this::delete, "RestoreSecret", this::restore);
    }

    private ObjectNode create(Caller caller, Input input) {
        String name = input.required("Name");
        if (!name.matches("[A-Za-z0-9/_+=.@-]{1,512}")) {
            throw new AwsException(
                    "ValidationException",
                    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following:"
                            + " -/_+=.@!");
        }
        refuse(input);
        Map<String, String> tags = tags(input);
        synchronized (vault.secrets()) {
            Optional<Secret> present = vault.named(caller, name);
            Optional<Version> version = Values.given(input, vault.now());
            if (present.isPresent()) {
                return again(caller, present.get(), version);
            }
            Secret secret = new Secret(
                    Secret.place(caller),
                    name,
                    suffix(),
                    input.text("Description"),
                    tags,
                    vault.now(),
                    vault.now(),
                    0,
                    0,
                    version.map(one -> List.of(one.at(List.of(Secret.CURRENT)))).orElse(List.of()));
            vault.secrets().put(secret);
            return created(caller, secret, version);
        }
    }

    /** Whoever repeats a request finds what it made; others find the name taken. */
    private static ObjectNode again(Caller caller, Secret present, Optional<Version> version) {
        if (present.marked()) {
            throw new AwsException(
                    "InvalidRequestException",
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
        }
        boolean repeated = version.isPresent()
                && present.version(version.get().id())
                        .map(one -> one.same(version.get()))
                        .orElse(false);
        if (!repeated) {
            throw new AwsException(
                    "ResourceExistsException",
                    "The operation failed because the secret " + present.name() + " already exists.");
        }
        return created(caller, present, version);
    }

    private static ObjectNode created(Caller caller, Secret secret, Optional<Version> version) {
        ObjectNode out = shown(caller, secret);
        version.ifPresent(one -> out.put("VersionId", one.id()));
        return out;
    }

    private static void refuse(Input input) {
        if (input.has("KmsKeyId") && !input.text("KmsKeyId").equals("alias/aws/secretsmanager")) {
            throw new AwsException(
                    "InvalidParameterException", "Keys other than alias/aws/secretsmanager are not simulated.");
        }
        if (!input.items("AddReplicaRegions").isEmpty()) {
            throw new AwsException("InvalidParameterException", "Replicas in other regions are not simulated.");
        }
    }

    static ObjectNode shown(Caller caller, Secret secret) {
        return Json.MAPPER.createObjectNode().put("ARN", secret.arn(caller)).put("Name", secret.name());
    }

    static Map<String, String> tags(Input input) {
        Map<String, String> tags = new TreeMap<>();
        input.objects("Tags").forEach(tag -> tags.put(tag.required("Key"), tag.text("Value")));
        return tags;
    }

    private String suffix() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            text.append(SUFFIX.charAt(random.nextInt(SUFFIX.length())));
        }
        return text.toString();
    }

    private ObjectNode delete(Caller caller, Input input) {
        boolean force = input.flag("ForceDeleteWithoutRecovery");
        if (force && input.has("RecoveryWindowInDays")) {
            throw new AwsException(
                    "InvalidParameterException",
                    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        int days = input.number("RecoveryWindowInDays", Integer.MIN_VALUE, Integer.MAX_VALUE, USUAL_WINDOW);
        if (days < 7 || days > 30) {
            throw new AwsException(
                    "InvalidParameterException",
                    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        synchronized (vault.secrets()) {
            String id = input.required("SecretId");
            if (force && !vault.has(caller, id)) {
                // Whoever wants it gone for good is told that it is.
                return absent(caller, id).put("DeletionDate", vault.now() / 1000.0);
            }
            Secret secret = force ? vault.find(caller, id) : vault.live(caller, input);
            long end = force ? vault.now() : vault.now() + Duration.ofDays(days).toMillis();
            if (force) {
                vault.secrets().delete(secret.key());
            } else {
                vault.secrets().put(secret.marked(vault.now(), end));
            }
            return shown(caller, secret).put("DeletionDate", end / 1000.0);
        }
    }

    private ObjectNode absent(Caller caller, String id) {
        String arn = id.startsWith("arn:") ? id : caller.arn("secretsmanager", "secret:" + id + "-" + suffix());
        return Json.MAPPER
                .createObjectNode()
                .put("ARN", arn)
                .put("Name", id.startsWith("arn:") ? id.replaceFirst("^arn:.*:secret:", "") : id);
    }

    private ObjectNode restore(Caller caller, Input input) {
        synchronized (vault.secrets()) {
            Secret secret = vault.find(caller, input.required("SecretId"));
            vault.secrets().put(secret.marked(0, 0));
            return shown(caller, secret);
        }
    }
}
