package io.sockerless.drivers.linux.spec;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A container's passwd(5) and group(5) files, and how Docker finds a {@code user[:group]} in them. */
public final class Accounts {
    private static final int LARGEST_ID = Integer.MAX_VALUE;
    private static final long LARGEST_FILE = 16 << 20;

    private record User(String name, long uid, long gid) {}

    private record Group(String name, long gid, List<String> members) {}

    private final List<User> users;
    private final List<Group> groups;

    private Accounts(List<User> users, List<Group> groups) {
        this.users = users;
        this.groups = groups;
    }

    /** Reads both files below a root; a missing one is empty. */
    public static Accounts read(Path root) {
        List<User> users = new ArrayList<>();
        for (String[] f : fields(root, "/etc/passwd")) {
            number(at(f, 2))
                    .ifPresent(uid ->
                            users.add(new User(f[0], uid, number(at(f, 3)).orElse(0L))));
        }
        List<Group> groups = new ArrayList<>();
        for (String[] f : fields(root, "/etc/group")) {
            number(at(f, 2)).ifPresent(gid -> groups.add(new Group(f[0], gid, List.of(at(f, 3).split(",")))));
        }
        return new Accounts(users, groups);
    }

    private static List<String[]> fields(Path root, String path) {
        try {
            Path file = ScopedPath.resolve(root, path);
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                return List.of();
            }
            List<String[]> out = new ArrayList<>();
            for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank()) {
                    out.add(line.strip().split(":", -1));
                }
            }
            return out;
        } catch (IOException e) {
            throw EngineException.internal("reading the container's " + path + ": " + e.getMessage(), e);
        }
    }

    private static String at(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * @param wanted Docker's {@code user[:group]}, names or numbers; empty for root
     * @param further HostConfig.GroupAdd
     * @throws EngineException INVALID, in dockerd's words
     */
    public Identity find(String wanted, List<String> further) {
        int colon = wanted.indexOf(':');
        String userName = colon < 0 ? wanted : wanted.substring(0, colon);
        String groupName = colon < 0 ? "" : wanted.substring(colon + 1);
        Optional<User> user = user(userName);
        long uid = user.map(User::uid).orElseGet(() -> userName.isEmpty() ? 0 : numericUser(userName));
        long gid = groupName.isEmpty() ? user.map(User::gid).orElse(0L) : group(groupName);
        Set<Long> all = new LinkedHashSet<>();
        all.add(gid);
        if (groupName.isEmpty()) {
            user.ifPresent(u ->
                    groups.stream().filter(g -> g.members().contains(u.name())).forEach(g -> all.add(g.gid())));
        }
        further.forEach(name -> all.add(additional(name)));
        return new Identity(uid, gid, List.copyOf(all));
    }

    private Optional<User> user(String name) {
        Optional<User> byName = users.stream()
                .filter(u -> u.name().equals(name.isEmpty() ? "root" : name))
                .filter(u -> !name.isEmpty() || u.uid() == 0)
                .findFirst();
        if (byName.isPresent()) {
            return byName;
        }
        long uid = name.isEmpty() ? 0 : number(name).orElse(-1L);
        return users.stream().filter(u -> u.uid() == uid).findFirst();
    }

    private static long numericUser(String name) {
        long uid = number(name)
                .orElseThrow(() -> EngineException.invalid(
                        "unable to find user " + name + ": no matching entries in passwd file"));
        return inRange(uid);
    }

    private static long inRange(long id) {
        if (id < 0 || id > LARGEST_ID) {
            throw EngineException.invalid("uids and gids must be in range 0-" + LARGEST_ID);
        }
        return id;
    }

    private long group(String name) {
        return groups.stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .map(Group::gid)
                .or(() -> number(name).map(Accounts::inRange))
                .orElseThrow(() -> EngineException.invalid(
                        "unable to find group " + name + ": no matching entries in group file"));
    }

    private long additional(String name) {
        return groups.stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .map(Group::gid)
                .or(() -> number(name).map(Accounts::inRange))
                .orElseThrow(() -> EngineException.invalid("Unable to find group " + name));
    }
}
