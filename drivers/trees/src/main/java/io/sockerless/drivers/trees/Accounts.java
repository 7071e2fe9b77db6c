package io.sockerless.drivers.trees;

import io.sockerless.drivers.trees.Node.Making;
import io.sockerless.drivers.trees.Root.Opening;
import io.sockerless.drivers.trees.TarInto.Owner;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Docker's {@code user[:group]} in a container's passwd(5) and group(5). */
public record Accounts(List<String[]> users, List<String[]> groups) {
    private static final long LARGEST_FILE = 1 << 20;
    private static final long LARGEST_ID = (1L << 31) - 1;

    public static Accounts read(Root root) {
        return new Accounts(lines(root, "/etc/passwd"), lines(root, "/etc/group"));
    }

    private static List<String[]> lines(Root root, String path) {
        try (Data data = root.open(
                        root.top(), path, new Opening(false, false, false, false, true), Making.of(Kind.FILE, 0, 0, 0))
                .data()
                .orElseThrow(() -> new FsException(Errno.ISDIR))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LARGEST_FILE, data.size()));
            while (bytes.hasRemaining() && data.read(bytes, bytes.position()) > 0) {}
            return Arrays.stream(new String(bytes.array(), StandardCharsets.UTF_8).split("\n"))
                    .map(line -> line.strip().split(":", -1))
                    .filter(fields -> fields.length > 2)
                    .toList();
        } catch (FsException e) {
            return List.of();
        } catch (IOException e) {
            throw EngineException.internal("reading the container's " + path + ": " + e.getMessage(), e);
        }
    }

    /** @throws EngineException INVALID, in dockerd's words */
    public Owner find(String wanted) {
        int colon = wanted.indexOf(':');
        String user = colon < 0 ? wanted : wanted.substring(0, colon);
        String group = colon < 0 ? "" : wanted.substring(colon + 1);
        Optional<String[]> entry = entry(users, user.isEmpty() ? "0" : user);
        long uid = entry.map(fields -> number(fields[2]))
                .orElseGet(() -> user.isEmpty() ? 0 : numeric(user, "user", "passwd"));
        long gid = group.isEmpty()
                ? entry.filter(fields -> fields.length > 3)
                        .map(fields -> number(fields[3]))
                        .orElse(0L)
                : entry(groups, group)
                        .map(fields -> number(fields[2]))
                        .orElseGet(() -> numeric(group, "group", "group"));
        return new Owner(uid, gid);
    }

    /** Where the user is at home. */
    public String home(String wanted) {
        String user = wanted.split(":", -1)[0];
        return entry(users, user.isEmpty() ? "0" : user)
                .filter(fields -> fields.length > 5)
                .map(fields -> fields[5])
                .orElse(user.isEmpty() || user.equals("0") || user.equals("root") ? "/root" : "/");
    }

    private static Optional<String[]> entry(List<String[]> entries, String name) {
        return entries.stream()
                .filter(fields -> fields[0].equals(name))
                .findFirst()
                .or(() -> entries.stream()
                        .filter(fields -> fields[2].equals(name))
                        .findFirst());
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static long numeric(String name, String what, String file) {
        try {
            long id = Long.parseLong(name);
            if (id < 0 || id > LARGEST_ID) {
                throw EngineException.invalid("uids and gids must be in range 0-" + LARGEST_ID);
            }
            return id;
        } catch (NumberFormatException e) {
            throw EngineException.invalid(
                    "unable to find " + what + " " + name + ": no matching entries in " + file + " file");
        }
    }
}
