package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.registry.RegistryProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one build has made, another one takes from a registry or a directory: a step that gives chance tells which it was. */
@Tag("external")
class BuildxCacheTest {
    private static Buildx buildx;

    @TempDir
    Path elsewhere;

    private Buildx.Place place;

    @BeforeAll
    static void start() throws IOException {
        buildx = new Buildx("external-buildx-cache");
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
        place.file(".dockerignore", "*\n!seen\n");
        place.file("Dockerfile", """
                FROM busybox AS made
                ARG A
                RUN --mount=target=/context --mount=type=cache,target=/c echo $A; head -c 16 /dev/urandom | md5sum >/chance
                FROM busybox
                ARG A
                COPY --from=made /chance /chance
                RUN echo $A; head -c 16 /dev/urandom | md5sum >/more
                """);
    }

    private String build(String options) throws Exception {
        place.succeeds("buildx build --build-arg A=$WORD -t it:$WORD " + options + " .");
        return place.succeeds("docker run --rm it:$WORD cat /chance /more");
    }

    /** Nothing of it is here any more. */
    private void forget() throws Exception {
        place.succeeds("docker rmi -f it:$WORD && docker image prune -f");
    }

    @Test
    void aRegistryKeepsIt() throws Exception {
        place.succeeds("htpasswd -Bbc users me $WORD");
        try (var registry = RegistryProcess.start(
                elsewhere.resolve("state"),
                command -> buildx.daemon().machine().inside(place.directory(), command),
                "--htpasswd",
                place.directory().resolve("users").toString())) {
            var at = "type=registry,ref=" + registry.address() + "/team/app";
            var told = place.fails("buildx build --cache-to " + at + ":all .");
            assertTrue(told.contains("error writing cache: "), told);
            place.succeeds("buildx build --cache-to " + at + ":all,ignore-error=true .");
            place.succeeds("echo $WORD | docker login -u me --password-stdin " + registry.address());
            var first = build("--cache-to " + at + ":all,mode=max --cache-to " + at + ":last");
            forget();
            assertNotEquals(first, build(""));
            forget();
            assertEquals(first, build("--cache-from " + at + ":all"));
            assertEquals("", place.succeeds("docker images -q " + registry.address() + "/team/app"));
            forget();
            // Of the last stage only: the other one is made anew, and with it what is made of it.
            assertNotEquals(first, build("--cache-from " + at + ":last"));
        }
    }

    @Test
    void aDirectoryOfTheClientKeepsIt() throws Exception {
        var first = build("--cache-to type=local,dest=kept,mode=max");
        forget();
        place.succeeds("mv kept moved && test -s moved/index.json");
        assertEquals(first, build("--cache-from type=local,src=moved"));
        // The mount's files are a part of that step.
        place.file("seen", place.word());
        assertNotEquals(first, build("--cache-from type=local,src=moved"));
        place.succeeds("rm seen");
        // Again, into a directory that has it all.
        assertEquals(first, build("--cache-to type=local,dest=moved,mode=max"));
        forget();
        place.file("compose.yaml", """
                name: p%1$s
                services:
                  a:
                    image: it:%1$s
                    build:
                      context: .
                      args: {A: "%1$s"}
                      cache_from: ["type=local,src=moved"]
                    command: cat /chance /more
                """.formatted(place.word()));
        place.succeeds("docker-compose build");
        assertEquals(first, place.succeeds("docker run --rm it:$WORD cat /chance /more"));
        forget();
        // One that is damaged is no reason not to build, and nothing of it is believed.
        place.succeeds(
                "for f in moved/blobs/sha256/*; do"
                        + " if grep -q chance $f && ! grep -q '^{' $f; then printf x | dd of=$f seek=600 bs=1 conv=notrunc; fi; done");
        var told = place.succeeds("buildx build --build-arg A=$WORD --cache-from type=local,src=moved -t it:$WORD .");
        assertTrue(told.contains("ERROR: "), told);
        assertFalse(told.contains("CACHED"), told);
        assertNotEquals(first, place.succeeds("docker run --rm it:$WORD cat /chance /more"));
    }

    @Test
    void whatCannotBeDoneIsRefused() throws Exception {
        var told = place.fails("buildx build --cache-to type=local,dest=kept,compression=zstd .");
        assertTrue(told.contains("option compression=zstd of cache export local is not supported"), told);
        told = place.fails("buildx build --cache-to type=local,dest=kept,mode=most .");
        assertTrue(told.contains("invalid cache mode \"most\""), told);
        told = place.fails("buildx build --cache-to type=azblob,account_url=u .");
        assertTrue(told.contains("cache export of type azblob is not supported"), told);
    }
}
