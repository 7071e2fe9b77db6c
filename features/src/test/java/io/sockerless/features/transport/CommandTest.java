package io.sockerless.features.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code sockerless} as a person at a terminal meets it. */
class CommandTest {
    private static final String COMMAND =
            Root.path().resolve("scripts/sockerless").toString();
    private static final byte[] NOTHING = {};
    private static final String ESCAPE = "\u001b[";

    @TempDir
    Path place;

    private static Outcome run(Map<String, String> environment, String... command) throws Exception {
        return Outcome.of(List.of(command), environment, NOTHING);
    }

    private static Outcome asNobody(String... arguments) throws Exception {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("TEST WITHOUT ROOT SKIPPED, it needs root to leave it: " + why);
            assumeTrue(false, why);
        });
        var command = new ArrayList<>(
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", COMMAND));
        command.addAll(List.of(arguments));
        return run(Map.of("XDG_RUNTIME_DIR", ""), command.toArray(String[]::new));
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assertTrue(bash("sockerless", "do").contains("doctor"));
        assertTrue(bash("sockerless", "serve", "--tlsca").contains("--tlscacert"));
        assertFalse(bash("sockerless", "doctor", "--tlsca").contains("--tlscacert"));
    }

    private String bash(String... words) throws Exception {
        var quoted = String.join(" ", words);
        // Outside of a completion there are no options of one.
        var script =
                "compopt() { :; }; source <(" + COMMAND + " completion bash); COMP_WORDS=(" + quoted + "); COMP_CWORD="
                        + (words.length - 1) + "; COMP_LINE='" + quoted + "'; COMP_POINT=${#COMP_LINE};"
                        + " _complete_sockerless; echo ${COMPREPLY[@]}";
        var outcome = run(Map.of(), "bash", "-c", script);
        assertEquals("", outcome.errors());
        return outcome.text();
    }

    @Test
    void zshAndFishScripts() throws Exception {
        var zsh = run(Map.of(), COMMAND, "completion", "zsh").text();
        assertTrue(zsh.startsWith("autoload -U +X compinit") && zsh.contains("_complete_sockerless"), zsh);
        var fish = run(Map.of(), COMMAND, "completion", "fish").text();
        assertTrue(fish.contains("complete -c sockerless -n __fish_use_subcommand -a doctor -d "), fish);
        assertTrue(fish.contains("'__fish_seen_subcommand_from serve' -s H -l host -r -F -d "), fish);
        assertTrue(fish.contains("'__fish_seen_subcommand_from completion' -a 'bash zsh fish'"), fish);
        if (Stream.of(System.getenv("PATH").split(":")).noneMatch(f -> Files.isExecutable(Path.of(f, "fish")))) {
            System.out.println("FISH ITSELF IS NOT ASKED: it is not installed");
            return;
        }
        var script = Files.writeString(place.resolve("completion.fish"), fish);
        var asked = run(Map.of(), "fish", "-c", "source " + script + "; complete -C 'sockerless doc'");
        assertTrue(asked.text().startsWith("doctor"), asked.seen());
    }

    @Test
    void anUnknownShellIsNamed() throws Exception {
        var outcome = run(Map.of(), COMMAND, "completion", "tcsh");
        assertEquals(2, outcome.code());
        assertTrue(outcome.errors().contains("tcsh"), outcome.errors());
    }

    @Test
    void theDoctorIsInColourOnTerminalsOnly() throws Exception {
        var onTerminal = new String[] {"script", "-qec", COMMAND + " doctor </dev/null", "/dev/null"};
        var coloured = run(Map.of("TERM", "xterm", "NO_COLOR", ""), onTerminal);
        assertTrue(coloured.text().contains(ESCAPE), coloured.seen());
        var plain = run(Map.of("TERM", "xterm", "NO_COLOR", "1"), onTerminal);
        assertTrue(plain.text().contains("ok ") && !plain.text().contains(ESCAPE), plain.seen());
        var piped = run(Map.of("TERM", "xterm", "NO_COLOR", ""), COMMAND, "doctor");
        assertTrue(piped.text().contains("ok ") && !piped.text().contains(ESCAPE), piped.seen());
    }

    @Test
    void withoutRootAndAPlaceServingIsRefusedWithTheReasonAndTheWayOut() throws Exception {
        var state = place.resolve("state");
        var outcome = asNobody("serve", "-H", "unix://" + place.resolve("x.sock"), "--state", state.toString());
        assertEquals(1, outcome.code(), outcome.seen());
        assertTrue(
                outcome.errors()
                        .startsWith("sockerless: cannot serve: this is not root, and XDG_RUNTIME_DIR is not set: log in"
                                + " as the user, or give --run and -H"),
                outcome.seen());
        assertFalse(Files.exists(state));
    }

    @Test
    void aRegistryForOtherMachinesNeedsPasswordsAndTls() throws Exception {
        var state = place.resolve("registry");
        var open = run(Map.of(), COMMAND, "registry", "--listen", "0.0.0.0:0", "--state", state.toString());
        assertEquals(1, open.code(), open.seen());
        assertTrue(open.errors().contains("to everybody who reaches it. Give --htpasswd"), open.seen());
        var users = Files.writeString(place.resolve("users"), "").toString();
        var plain =
                run(Map.of(), COMMAND, "registry", "--listen", ":0", "--htpasswd", users, "--state", state.toString());
        assertEquals(1, plain.code(), plain.seen());
        assertTrue(plain.errors().contains("refusing to take passwords on :0 without TLS"), plain.seen());
        assertFalse(Files.exists(state));
    }

    @Test
    void theDoctorSaysWhatContainersWithoutRootLack() throws Exception {
        var outcome = asNobody("doctor", "--rootless");
        for (var subject : List.of(
                "user namespaces: ",
                "newuidmap: ",
                "newgidmap: ",
                "/etc/subuid: no range of 65536 ids for nobody",
                "/etc/subgid: no range of 65536 ids for nobody",
                "crun: ",
                "network: ",
                "control groups: not used without root",
                "XDG_RUNTIME_DIR: not set")) {
            assertTrue(
                    outcome.text().lines().anyMatch(line -> line.contains(subject)), subject + "\n" + outcome.seen());
        }
        assertTrue(outcome.text().contains("mend it: sudo usermod --add-subuids"), outcome.seen());
        var rooted = asNobody("doctor");
        assertTrue(rooted.text().contains("failure  rights: this is user 65534, not root"), rooted.seen());
    }
}
