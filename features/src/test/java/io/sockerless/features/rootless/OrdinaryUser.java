package io.sockerless.features.rootless;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.daemons.Root;
import io.sockerless.features.transport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A user of this machine that a test makes and removes again, with directories of its own. */
final class OrdinaryUser implements AutoCloseable {
    private static final int IDS = 65536;
    private static final String ALLOWED = "rwxr-xr-x";

    private final String name;
    private final long uid;
    private final long firstId;
    private final Path home;

    /** @param subordinate whether it has ids besides its own */
    OrdinaryUser(boolean subordinate) throws IOException {
        var random = new SecureRandom();
        name = "sl-test-" + HexFormat.of().toHexDigits((short) random.nextInt());
        // High, where nobody's are, and at a place of its own, so that runs can overlap.
        firstId = 1_500_000_000L + (long) random.nextInt(1000) * IDS;
        Programs.run(List.of("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name));
        uid = Long.parseLong(new String(Programs.run(List.of("id", "-u", name))).strip());
        home = Files.createTempDirectory("rootless-");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString(ALLOWED));
        Files.createDirectory(home.resolve("run"));
        Programs.run(List.of("chown", "-R", name + ":", home.toString()));
        if (subordinate) {
            var range = firstId + "-" + (firstId + IDS - 1);
            Programs.run(List.of("usermod", "--add-subuids", range, "--add-subgids", range, name));
        }
    }

    String name() {
        return name;
    }

    long uid() {
        return uid;
    }

    /** The first of its subordinate ids. */
    long firstId() {
        return firstId;
    }

    Path home() {
        return home;
    }

    Path run() {
        return home.resolve("run/sockerless");
    }

    String host() {
        return "unix://" + run().resolve("docker.sock");
    }

    /** Words before a command that make it this user's. */
    List<String> as() {
        return List.of("setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups", "--inh-caps=-all");
    }

    Map<String, String> environment() {
        return Map.of(
                "HOME", home.toString(), "XDG_RUNTIME_DIR", home.resolve("run").toString(), "USER", name);
    }

    List<String> sockerless(String... arguments) {
        var command = new ArrayList<>(as());
        command.add(Root.path().resolve("scripts/sockerless").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    Outcome call(String... arguments) throws IOException, InterruptedException {
        return Outcome.of(sockerless(arguments), environment(), new byte[0]);
    }

    /** Processes of this user and of its subordinate ids that have not ended. */
    List<String> processes() throws IOException, InterruptedException {
        return Outcome.of(List.of("ps", "-eo", "uid=,stat=,args="), Map.of(), new byte[0])
                .text()
                .lines()
                .map(String::strip)
                .filter(line -> isOurs(Long.parseLong(line.split("\\s+")[0])))
                .filter(line -> !line.split("\\s+")[1].startsWith("Z"))
                .toList();
    }

    private boolean isOurs(long id) {
        return id == uid || id >= firstId && id < firstId + IDS;
    }

    @Override
    public void close() throws IOException {
        Programs.run(List.of("userdel", name));
        Programs.run(List.of("rm", "-rf", home.toString()));
    }
}
