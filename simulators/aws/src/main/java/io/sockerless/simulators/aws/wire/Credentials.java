package io.sockerless.simulators.aws.wire;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The secrets of those who may ask, by their access keys. */
public final class Credentials {
    private final Map<String, String> secrets;

    private Credentials(Map<String, String> secrets) {
        this.secrets = secrets;
    }

    /**
     * Reads a file as {@code ~/.aws/credentials}: every profile of it may ask.
     *
     * @throws EngineException INVALID
     */
    public static Credentials read(Path file) {
        Map<String, String> secrets = new HashMap<>();
        String key = "";
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.strip().split("\\s*=\\s*", 2);
                if (line.strip().startsWith("[")) {
                    key = "";
                } else if (parts.length == 2 && parts[0].equals("aws_access_key_id")) {
                    key = parts[1];
                } else if (parts.length == 2 && parts[0].equals("aws_secret_access_key") && !key.isEmpty()) {
                    secrets.put(key, parts[1]);
                }
            }
        } catch (IOException e) {
            throw EngineException.invalid("cannot read the credentials in " + file + ": " + e.getMessage());
        }
        if (secrets.isEmpty()) {
            throw EngineException.invalid(
                    file + " has no profile with aws_access_key_id and, after it, aws_secret_access_key");
        }
        return new Credentials(secrets);
    }

    Optional<String> secret(String accessKey) {
        return Optional.ofNullable(secrets.get(accessKey));
    }
}
