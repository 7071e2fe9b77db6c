package io.sockerless.engine.model;

import static io.sockerless.engine.model.Schema.Type.Scalar.*;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs in a container, independent of the host: Docker API v1.51 {@code ContainerConfig}. The client's object is
 * kept whole; accessors give Go's zero value for what was not given.
 */
public record ContainerConfig(Map<String, Object> fields) {
    private static final Schema HEALTHCHECK = Schema.of("HealthConfig")
            .optional("Test", new Schema.Type.ListOf(STRING))
            .optional("Interval", INTEGER)
            .optional("Timeout", INTEGER)
            .optional("StartPeriod", INTEGER)
            .optional("StartInterval", INTEGER)
            .optional("Retries", INTEGER);

    /** Fields, types and order. */
    public static final Schema SCHEMA = Schema.of("Config")
            .field("Hostname", STRING)
            .field("Domainname", STRING)
            .field("User", STRING)
            .field("AttachStdin", BOOL)
            .field("AttachStdout", BOOL)
            .field("AttachStderr", BOOL)
            .optional("ExposedPorts", new Schema.Type.MapOf(ANY))
            .field("Tty", BOOL)
            .field("OpenStdin", BOOL)
            .field("StdinOnce", BOOL)
            .field("Env", new Schema.Type.ListOf(STRING))
            .field("Cmd", COMMAND)
            .optional("Healthcheck", new Schema.Type.Struct(HEALTHCHECK))
            .optional("ArgsEscaped", BOOL)
            .field("Image", STRING)
            .field("Volumes", new Schema.Type.MapOf(ANY))
            .field("WorkingDir", STRING)
            .field("Entrypoint", COMMAND)
            .optional("NetworkDisabled", BOOL)
            .optional("MacAddress", STRING)
            .field("OnBuild", new Schema.Type.ListOf(STRING))
            .field("Labels", new Schema.Type.MapOf(STRING))
            .optional("StopSignal", STRING)
            .optional("StopTimeout", NULLABLE_INTEGER)
            .optional("Shell", new Schema.Type.ListOf(STRING));

    public ContainerConfig {
        fields = SCHEMA.decode(fields);
    }

    /** A copy with one field replaced. */
    public ContainerConfig with(String name, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(fields);
        copy.put(name, value);
        return new ContainerConfig(copy);
    }

    public String hostname() {
        return Fields.string(fields, "Hostname");
    }

    public String domainname() {
        return Fields.string(fields, "Domainname");
    }

    public String user() {
        return Fields.string(fields, "User");
    }

    public boolean attachStdin() {
        return Fields.bool(fields, "AttachStdin");
    }

    public boolean attachStdout() {
        return Fields.bool(fields, "AttachStdout");
    }

    public boolean attachStderr() {
        return Fields.bool(fields, "AttachStderr");
    }

    /** Keys such as {@code 80/tcp}. */
    public Map<String, Object> exposedPorts() {
        return Fields.object(fields, "ExposedPorts");
    }

    public boolean tty() {
        return Fields.bool(fields, "Tty");
    }

    public boolean openStdin() {
        return Fields.bool(fields, "OpenStdin");
    }

    public boolean stdinOnce() {
        return Fields.bool(fields, "StdinOnce");
    }

    public List<String> env() {
        return Fields.strings(fields, "Env");
    }

    public List<String> cmd() {
        return Fields.strings(fields, "Cmd");
    }

    public List<String> entrypoint() {
        return Fields.strings(fields, "Entrypoint");
    }

    /** Whether a field was given at all, which differs from being given empty. */
    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public Map<String, Object> healthcheck() {
        return Fields.object(fields, "Healthcheck");
    }

    /** The shell of a health check in shell form; empty for {@code /bin/sh -c}. */
    public List<String> shell() {
        return Fields.strings(fields, "Shell");
    }

    /** The image as the client named it. */
    public String image() {
        return Fields.string(fields, "Image");
    }

    /** Keys are paths in the container. */
    public Map<String, Object> volumes() {
        return Fields.object(fields, "Volumes");
    }

    public String workingDir() {
        return Fields.string(fields, "WorkingDir");
    }

    public boolean networkDisabled() {
        return Fields.bool(fields, "NetworkDisabled");
    }

    public String macAddress() {
        return Fields.string(fields, "MacAddress");
    }

    public Map<String, String> labels() {
        return Fields.stringMap(fields, "Labels");
    }

    public String stopSignal() {
        return Fields.string(fields, "StopSignal");
    }

    /** Seconds; negative waits for ever. */
    public Optional<Long> stopTimeout() {
        return Fields.optionalInteger(fields, "StopTimeout");
    }
}
