package io.sockerless.frontends.docker;

import static io.sockerless.engine.model.Schema.Type.Scalar.BOOL;
import static io.sockerless.engine.model.Schema.Type.Scalar.COMMAND;
import static io.sockerless.engine.model.Schema.Type.Scalar.INTEGER;
import static io.sockerless.engine.model.Schema.Type.Scalar.STRING;

import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.Schema;
import java.util.List;
import java.util.Map;

/** The smaller request bodies. */
final class Bodies {
    private static final Schema.Type STRINGS = new Schema.Type.ListOf(STRING);
    private static final Schema.Type STRING_MAP = new Schema.Type.MapOf(STRING);
    private static final Schema.Type CONSOLE = new Schema.Type.FixedList(INTEGER, List.of(0L, 0L));

    static final Schema EXEC = Schema.of("ExecConfig")
            .field("User", STRING)
            .field("Privileged", BOOL)
            .field("Tty", BOOL)
            .field("ConsoleSize", CONSOLE)
            .field("AttachStdin", BOOL)
            .field("AttachStderr", BOOL)
            .field("AttachStdout", BOOL)
            .field("DetachKeys", STRING)
            .field("Env", STRINGS)
            .field("WorkingDir", STRING)
            .field("Cmd", COMMAND);
    static final Schema EXEC_START =
            Schema.of("ExecStartCheck").field("Detach", BOOL).field("Tty", BOOL).field("ConsoleSize", CONSOLE);
    static final Schema VOLUME = Schema.of("VolumeCreateBody")
            .field("Name", STRING)
            .field("Driver", STRING)
            .field("DriverOpts", STRING_MAP)
            .field("Labels", STRING_MAP);
    static final Schema AUTH = Schema.of("AuthConfig")
            .field("username", STRING)
            .field("password", STRING)
            .field("auth", STRING)
            .field("serveraddress", STRING)
            .field("identitytoken", STRING)
            .field("registrytoken", STRING);

    private Bodies() {}

    static Containers.ConsoleSize console(Map<String, Object> body) {
        if (body.get("ConsoleSize") instanceof List<?> size && size.size() == 2) {
            return new Containers.ConsoleSize(((Number) size.get(0)).intValue(), ((Number) size.get(1)).intValue());
        }
        return new Containers.ConsoleSize(0, 0);
    }
}
