package io.sockerless.engine.build;

import io.sockerless.drivers.spi.HasFiles.Owner;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code --chown}: numbers, or names that the stage's own files know. */
final class Owners {
    private static final String COMPLAINT = "unable to convert uid/gid chown string to host mapping: can't find ";

    private Owners() {}

    static Owner of(String chown, StageFiles files) throws IOException {
        if (chown.isEmpty()) {
            return new Owner(0, 0);
        }
        String[] parts = chown.split(":", 2);
        OptionalLong number = number(parts[0]);
        long uid =
                number.isPresent() ? number.getAsLong() : look(files, "/etc/passwd", parts[0], "uid for user ", "user");
        if (parts.length == 1) {
            // A user's own group only where it is a name.
            return new Owner(uid, number.isPresent() ? uid : group(files, parts[0]));
        }
        OptionalLong group = number(parts[1]);
        long gid =
                group.isPresent() ? group.getAsLong() : look(files, "/etc/group", parts[1], "gid for group ", "group");
        return new Owner(uid, gid);
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,10}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static long look(StageFiles files, String file, String name, String what, String kind) throws IOException {
        return line(files, file, name)
                .map(fields -> Long.parseLong(fields[2]))
                .orElseThrow(
                        () -> EngineException.invalid(COMPLAINT + what + name + ": no such " + kind + ": " + name));
    }

    private static long group(StageFiles files, String user) throws IOException {
        return line(files, "/etc/group", user)
                .map(fields -> Long.parseLong(fields[2]))
                .orElseThrow(() ->
                        EngineException.invalid(COMPLAINT + "gid for group " + user + ": no such group: " + user));
    }

    private static Optional<String[]> line(StageFiles files, String file, String name) throws IOException {
        return files.text(file)
                .orElse("")
                .lines()
                .map(line -> line.split(":"))
                .filter(fields -> fields.length > 2 && fields[0].equals(name) && fields[2].matches("[0-9]{1,10}"))
                .findFirst();
    }
}
