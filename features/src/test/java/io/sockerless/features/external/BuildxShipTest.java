package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.registry.RegistryProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Build, push with a login, compose; and what is left when a build or the daemon is killed. */
@Tag("external")
class BuildxShipTest {
    private static Buildx buildx;

    @TempDir
    Path elsewhere;

    private Buildx.Place place;

    @BeforeAll
    static void start() throws IOException {
        buildx = new Buildx("external-buildx-ship");
    }

    @AfterAll
    static void stop() throws IOException {
        if (buildx != null) {
            buildx.close();
        }
    }

    @BeforeEach
    void place() throws IOException {
        place = buildx.place();
    }

    @Test
    void pushedWithTheClientsLoginAndBuiltOnByAnother() throws Exception {
        place.file("Dockerfile", "FROM busybox\nARG A\nRUN echo $A >/w\nRUN md5sum /w >/sum\n");
        place.succeeds("htpasswd -Bbc users me $WORD");
        try (var registry = RegistryProcess.start(
                elsewhere.resolve("state"),
                command -> buildx.daemon().machine().inside(place.directory(), command),
                "--htpasswd",
                place.directory().resolve("users").toString())) {
            var name = registry.address() + "/team/app";
            var build = "buildx build --build-arg A=$WORD ";
            var told = place.fails(build + "--push -t " + name + ":v1 .");
            assertTrue(told.contains("no basic auth credentials"), told);
            place.succeeds("echo $WORD | docker login -u me --password-stdin " + registry.address());
            place.succeeds(build + "--push -t " + name + ":v1 --cache-to type=inline --metadata-file m .");
            var digest = place.succeeds("sed -n 's/.*\"containerimage.digest\": \"\\(.*\\)\".*/\\1/p' m")
                    .strip();
            var id = place.succeeds("docker inspect -f '{{.Id}}' " + name + ":v1")
                    .strip();
            // Nothing of it is here any more, so that it comes from there.
            place.succeeds("docker rmi -f " + name + ":v1 && ! docker inspect " + id);
            assertFalse(place.succeeds(build + " .").contains("CACHED"));
            place.succeeds("docker image prune -f");
            told = place.succeeds(build + "--cache-from type=registry,ref=" + name + ":v1 .");
            assertEquals(
                    2,
                    Stream.of(told.split("\n"))
                            .filter(line -> line.endsWith(" CACHED"))
                            .count(),
                    told);
            assertEquals(
                    place.word() + "\n",
                    place.succeeds("docker run --rm --pull always -q " + name + "@" + digest + " cat /w"));
            // A source of known steps that cannot be had is no reason not to build.
            place.succeeds(build + "--cache-from type=registry,ref=" + registry.address() + "/none .");
        }
    }

    @Test
    void composeBuilds() throws Exception {
        place.file("app/Dockerfile", """
                FROM busybox AS base
                ARG A
                RUN echo $A >/w
                FROM base AS wanted
                COPY --from=more e /e
                RUN --mount=type=secret,id=it md5sum </run/secrets/it >/sum
                RUN --mount=type=ssh ssh-add -l 2>/dev/null; test -S $SSH_AUTH_SOCK
                FROM base AS unwanted
                RUN exit 1
                """);
        place.file("more/e", "e-" + place.word());
        place.file("it", "it-" + place.word());
        place.file("compose.yaml", """
                name: p%1$s
                services:
                  a:
                    image: a:%1$s
                    build:
                      context: app
                      target: wanted
                      args: {A: "a-%1$s"}
                      additional_contexts: {more: ./more}
                      secrets: [it]
                      ssh: [default]
                      tags: ["a-too:%1$s"]
                    command: cat /w /e /sum
                  b:
                    build:
                      dockerfile_inline: |
                        FROM made
                        RUN tr a-f A-F </w >/b
                      additional_contexts: {made: "service:a"}
                    command: cat /b
                secrets:
                  it: {file: ./it}
                """.formatted(place.word()));
        place.succeeds("eval $(ssh-agent) && docker-compose build; code=$?; kill $SSH_AGENT_PID; exit $code");
        assertEquals(
                place.succeeds("echo a-$WORD; echo -n e-$WORD; md5sum <it"),
                place.succeeds("docker run --rm a-too:$WORD cat /w /e /sum"));
        place.file("app/new", "");
        var up = place.succeeds(
                "eval $(ssh-agent) >/dev/null && docker-compose up --build --no-color; kill $SSH_AGENT_PID");
        assertTrue(up.contains(place.succeeds("echo a-$WORD | tr a-f A-F").strip()), up);
        place.succeeds("docker-compose down --rmi all");
    }

    /** A command that lists what builds have made and not removed: containers, files, sockets. */
    private static String leftovers() {
        var build = buildx.daemon().state().resolve("build");
        return "{ docker ps -aq --filter name=^build-; find " + build.resolve("work") + " "
                + build.resolve("containers") + " " + buildx.daemon().run().resolve("build")
                + " -mindepth 2 2>/dev/null || true; }";
    }

    @Test
    void aBuildThatIsGivenUpLeavesNothing() throws Exception {
        place.file("Dockerfile", "FROM busybox\nRUN --mount=type=ssh echo begun-$$ && sleep 1000\n");
        place.succeeds("eval $(ssh-agent) >/dev/null; buildx build --ssh default . >log 2>&1 &"
                + " until grep -q ' begun-[0-9]' log; do sleep 0.1; done;"
                + " kill -INT $!; wait $! || true; kill $SSH_AGENT_PID || true");
        place.succeeds("timeout 30 sh -c 'while [ -n \"$(" + leftovers() + ")\" ]; do sleep 0.1; done'");
    }

    @Test
    void aDaemonThatIsKilledAmidABuildBuildsAgain() throws Exception {
        place.file("a", place.word());
        place.file("Dockerfile", "FROM busybox\nCOPY a /a\nRUN echo begun-$$ && test ! -e /a || sleep 1000\n");
        place.succeeds("buildx build . >log 2>&1 & until grep -q ' begun-[0-9]' log; do sleep 0.1; done");
        buildx.daemon().kill();
        buildx.daemon().launch();
        assertEquals("", place.succeeds(leftovers()));
        assertTrue(Files.readString(place.directory().resolve("log")).contains("COPY a /a"));
        place.file("Dockerfile", "FROM busybox\nCOPY a /a\nRUN cat /a /a >/b\n");
        var told = place.succeeds("buildx build -t after:$WORD .");
        assertTrue(told.contains("CACHED"), told);
        assertEquals(place.word() + place.word(), place.succeeds("docker run --rm after:$WORD cat /b"));
    }
}
