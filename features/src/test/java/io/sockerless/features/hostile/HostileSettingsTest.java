package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, mounts and settings of containers and volumes that try to be more than they say. */
class HostileSettingsTest {
    private static Victim victim;

    @BeforeAll
    static void start() throws IOException {
        victim = Victim.start("settings");
    }

    @AfterEach
    void isAlive() throws IOException {
        victim.isAlive();
    }

    @AfterAll
    static void stop() throws IOException {
        try (var last = victim) {
            if (last != null) {
                last.isUnharmed();
            }
        }
    }

    /** Creates and starts; the words of what refused it, or its output. */
    private static String tried(String fields) {
        var created = victim.post("/containers/create", "{\"Image\":\"busybox\"," + fields + "}");
        if (created.status() != 201) {
            assertTrue(created.status() >= 400 && created.status() < 500, created.status() + ": " + created.text());
            return "refused: " + created.text();
        }
        var path = "/containers/" + Json.parse(created.body()).path("Id").asText();
        try {
            var started = victim.post(path + "/start", "");
            if (started.status() != 204) {
                return "refused: " + started.text();
            }
            victim.post(path + "/wait", "");
            return "ran: "
                    + victim.daemon()
                            .ask(Request.of("GET", path + "/logs?stdout=1&stderr=1"))
                            .text();
        } finally {
            assertEquals(
                    204,
                    victim.daemon()
                            .ask(Request.of("DELETE", path + "?force=1&v=1"))
                            .status());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a\0b", "a\nb", ".hidden", "-dash", "a", "//ok", "ä", "a b", "..", "%2e%2e"})
    void namesAreNames(String name) {
        var container =
                victim.post("/containers/create?name=" + encoded(name), "{\"Image\":\"busybox\",\"Cmd\":[\"true\"]}");
        assertEquals(400, container.status(), container.text());
        var volume = victim.post("/volumes/create", "{\"Name\":" + json(name) + "}");
        assertEquals(400, volume.status(), volume.text());
        var bind = tried("\"Cmd\":[\"true\"],\"HostConfig\":{\"Mounts\":[{\"Type\":\"volume\",\"Source\":" + json(name)
                + ",\"Target\":\"/x\"}]}");
        assertTrue(bind.startsWith("refused"), bind);
    }

    private static String json(String text) {
        return Json.pretty(com.fasterxml.jackson.databind.node.TextNode.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x:/y",
                "a/../..:/y",
                "a/b:/x",
                "x:/",
                "x:/../..",
                "/:/",
                "x:../y",
                "a\0b:/y",
                "a\nb:/y",
                "/tmp:/y\0:ro",
                "/tmp\0:/y",
                "/tmp:/y:bogus",
                ".:/y",
                ":/y",
                "x:",
                "/tmp:/a:/b:/c",
                "/tmp:/proc/self",
                "/tmp:/proc/sys/kernel",
                "/tmp:/x/../proc/sys"
            })
    void bindsAreRefused(String bind) {
        var answer = tried("\"Cmd\":[\"true\"],\"HostConfig\":{\"Binds\":[" + json(bind) + "]}");
        assertTrue(answer.startsWith("refused"), bind + ": " + answer);
    }

    /** What would be cut at a NUL must not run as something else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Env\":[\"A=b\\u0000c\"],\"Cmd\":[\"env\"]",
                "\"Cmd\":[\"echo\",\"a\\u0000b\"]",
                "\"Entrypoint\":[\"/bin/true\\u0000x\"]",
                "\"WorkingDir\":\"/tmp\\u0000x\",\"Cmd\":[\"true\"]",
                "\"User\":\"0\\u0000x\",\"Cmd\":[\"true\"]",
                "\"Hostname\":\"a\\u0000b\",\"Cmd\":[\"true\"]",
                "\"Domainname\":\"a\\u0000b\",\"Cmd\":[\"true\"]",
                "\"Cmd\":[\"true\"],\"HostConfig\":{\"Tmpfs\":{\"/x\":\"size=1k\\u0000\"}}",
                "\"Cmd\":[\"true\"],\"HostConfig\":{\"Tmpfs\":{\"/x\\u0000y\":\"\"}}",
                "\"Cmd\":[\"true\"],\"HostConfig\":{\"Sysctls\":{\"net.ipv4.ip_forward\\u0000\":\"1\"}}",
                "\"Cmd\":[\"true\"],\"HostConfig\":{\"CgroupParent\":\"a\\u0000b\"}",
                "\"Cmd\":[\"true\"],\"HostConfig\":{\"MaskedPaths\":[\"/proc/x\\u0000\"]}"
            })
    void nothingIsCutAtNul(String fields) {
        var answer = tried(fields);
        assertTrue(answer.startsWith("refused"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Tmpfs\":{\"/../..\":\"\"}",
                "\"Tmpfs\":{\"/x\":\"bind\"}",
                "\"Tmpfs\":{\"/x\":\"evil=1\"}",
                "\"Tmpfs\":{\"x\":\"\"}",
                "\"Sysctls\":{\"kernel/../../../tmp/evil\":\"1\"}",
                "\"Sysctls\":{\"net.ipv4/../../kernel/core_pattern\":\"evil\"}",
                "\"Sysctls\":{\"kernel.core_pattern\":\"|/evil\"}",
                "\"LogConfig\":{\"Type\":\"../x\"}",
                "\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"nope\":\"x\"}}",
                "\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"max-size\":\"-5\"}}",
                "\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"max-size\":\"1e9\"}}",
                "\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"max-size\":\"1k\",\"max-file\":\"99999999999\"}}",
                "\"LogConfig\":{\"Type\":\"json-file\",\"Config\":{\"max-file\":\"0\"}}",
                "\"Runtime\":\"../../bin/sh\"",
                "\"IpcMode\":\"container:../x\"",
                "\"NetworkMode\":\"container:../x\"",
                "\"NetworkMode\":\"../x\"",
                "\"NetworkMode\":\"ns:/proc/1/ns/net\"",
                "\"PidMode\":\"container:\"",
                "\"PidMode\":\"/proc/1/ns/pid\"",
                "\"Devices\":[{\"PathOnHost\":\"/dev/../etc/passwd\",\"PathInContainer\":\"/dev/x\"}]",
                "\"DeviceCgroupRules\":[\"a *:* rwm\\nb\"]",
                "\"SecurityOpt\":[\"seccomp={\"]",
                "\"SecurityOpt\":[\"seccomp=/etc/passwd\"]",
                "\"VolumesFrom\":[\"../x:ro\"]",
                "\"Ulimits\":[{\"Name\":\"../x\",\"Soft\":1,\"Hard\":1}]",
                "\"CpusetCpus\":\"../x\"",
                "\"CpusetCpus\":\"0-99999999\"",
                "\"Memory\":-5",
                "\"Memory\":1",
                "\"OomScoreAdj\":9999",
                "\"CapAdd\":[\"../x\"]",
                "\"GroupAdd\":[\"../x\"]",
                "\"RestartPolicy\":{\"Name\":\"x\"}",
                "\"PortBindings\":{\"99999/tcp\":[{\"HostPort\":\"1\"}]}",
                "\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"-1\"}]}",
                "\"ExtraHosts\":[\"a:1.2.3.4\\n6.6.6.6 evil\"]",
                "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"../x\",\"Target\":\"/x\"}]",
                "\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"x1\",\"Target\":\"/x\",\"VolumeOptions\":{\"DriverConfig\":{\"Name\":\"../../x\"}}}]"
            })
    void settingsAreRefused(String host) {
        var answer = tried("\"Cmd\":[\"true\"],\"HostConfig\":{" + host + "}");
        assertTrue(answer.startsWith("refused"), host + ": " + answer);
    }

    /** The cgroup stays below the hierarchy's root, whatever its parent is called. */
    @Test
    void cgroupsDoNotClimb() throws IOException {
        var away = victim.canary().climbed() + "/evil";
        tried("\"Cmd\":[\"true\"],\"HostConfig\":{\"CgroupParent\":\"" + away + "\"}");
        tried("\"Cmd\":[\"true\"],\"HostConfig\":{\"CgroupParent\":\"/docker/" + away + "\"}");
        assertFalse(Files.exists(Path.of(victim.canary().path(), "evil")));
        // Parents stay, as with Docker; these are ours.
        var mine = "*" + victim.canary().path() + "*";
        Programs.run(List.of("find", "/sys/fs/cgroup", "-depth", "-type", "d", "-path", mine, "-delete"));
    }

    /**
     * The runtime gives the standard streams to the container's user: that must not be the host's own null device. Others
     * on this machine may touch it meanwhile, but not each time.
     */
    @Test
    void theHostsNullDeviceStays() throws IOException {
        var device = Path.of("/dev/null");
        boolean stayed = false;
        for (int i = 0; i < 5 && !stayed; i++) {
            var before = Files.getAttribute(device, "unix:ctime");
            var shown =
                    tried("\"User\":\"1000\",\"Cmd\":[\"sh\",\"-c\",\"test -c /proc/self/fd/0 && cat && echo null\"]");
            assertTrue(shown.startsWith("ran") && shown.contains("null"), shown);
            stayed = before.equals(Files.getAttribute(device, "unix:ctime"));
        }
        assertTrue(stayed, "the owner of /dev/null changes with each container");
    }

    /** Control characters stay what they are, inside. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "Env":["A=b\\nc"],"Cmd":["sh","-c","printenv A; echo 2"]        | 2
        "Labels":{"a\\u0000":"b\\u0000"},"Cmd":["echo","2"]              | 2
        "Labels":{"":"x"},"Cmd":["echo","2"]                             | 2
        "Cmd":["echo","a\\nb\\u001b[2J2"]                                | 2
        """)
    void oddTextRuns(String fields, String shown) {
        var answer = tried(fields);
        assertTrue(answer.startsWith("ran") && answer.contains(shown), answer);
    }

    /** Volumes go away with their data and with nothing else. */
    @Test
    void volumesHoldNothingElse() throws IOException {
        var id = victim.container(",\"HostConfig\":{\"Binds\":[\"trap:/trap\"]}");
        victim.exec(
                id,
                "ln -s " + victim.canary().path() + " /trap/way; ln -s "
                        + victim.canary().climbed() + " /trap/up");
        assertEquals(
                204,
                victim.daemon()
                        .ask(Request.of("DELETE", "/containers/" + id + "?force=1"))
                        .status());
        var next = victim.container(
                ",\"HostConfig\":{\"Mounts\":[{\"Type\":\"volume\",\"Source\":\"trap\"," + "\"Target\":\"/trap\"}]}");
        assertTrue(victim.exec(next, "cat /trap/way/file /trap/up/file").lines().noneMatch(Canary.SECRET::equals));
        assertEquals(
                204,
                victim.daemon()
                        .ask(Request.of("DELETE", "/containers/" + next + "?force=1"))
                        .status());
        assertEquals(
                204, victim.daemon().ask(Request.of("DELETE", "/volumes/trap")).status());
    }

    @Test
    void volumesOfOthersAreOutOfReach() {
        for (var name : List.of("..", "../containers", "%2e%2e%2fcontainers", "x%00", "...")) {
            var status = victim.daemon()
                    .ask(Request.of("DELETE", "/volumes/" + name))
                    .status();
            assertTrue(status == 404 || status == 400 || status == 301, name + ": " + status);
        }
    }
}
