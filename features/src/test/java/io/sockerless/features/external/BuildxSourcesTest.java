package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From where buildx has things built: addresses, repositories, its own input, other builds; and what it may forbid. */
@Tag("external")
class BuildxSourcesTest {
    private static final String GIT = "git -c user.name=a -c user.email=a@b";
    private static final String SERVED = "python3 -m http.server -b 127.0.0.1 5555 >/dev/null 2>&1 & server=$!;"
            + " trap 'kill $server' EXIT; until curl -sf -o /dev/null http://127.0.0.1:5555/; do sleep 0.1; done; set -e; ";

    private static Buildx buildx;

    private Buildx.Place place;

    @BeforeAll
    static void start() throws IOException {
        buildx = new Buildx("external-buildx-sources");
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
    void repositoriesArchivesAndInput() throws Exception {
        place.file("r/Dockerfile", "FROM busybox\nCOPY a /a\n");
        place.file("r/a", place.word());
        place.succeeds("cd r && git init -q -b main . && git add . && " + GIT + " commit -qm one"
                + " && git update-server-info && tar cf ../c.tar --exclude=.git . && cp -r .git ../r.git");
        place.succeeds(SERVED + "buildx build -q -t git:$WORD http://127.0.0.1:5555/r.git#main;"
                + " buildx build -q -t tar:$WORD http://127.0.0.1:5555/c.tar;"
                + " buildx build -q -t file:$WORD -f http://127.0.0.1:5555/r/Dockerfile r;"
                + " buildx build -q -t named:$WORD --build-context r=http://127.0.0.1:5555/r.git -f - . <<E\n"
                + "FROM busybox\nCOPY --from=r a /a\nE\n");
        place.succeeds("buildx build -q -t in:$WORD - <c.tar");
        for (var name : new String[] {"git", "tar", "file", "named", "in"}) {
            assertEquals(place.word(), place.succeeds("docker run --rm " + name + ":$WORD cat /a"), name);
        }
        assertTrue(place.fails(SERVED + "buildx build http://127.0.0.1:5555/none.tar")
                .contains("failed to GET http://127.0.0.1:5555/none.tar with status 404"));
    }

    @Test
    void oneBuildsResultIsAnothersContext() throws Exception {
        place.file("docker-bake.hcl", """
                target "one" {
                  dockerfile-inline = "FROM busybox\\nRUN echo one-%1$s > /one\\n"
                }
                target "two" {
                  contexts = { before = "target:one" }
                  dockerfile-inline = "FROM before\\nRUN tr a-f A-F < /one > /two\\n"
                  tags = ["two:%1$s"]
                }
                """.formatted(place.word()));
        place.succeeds("buildx bake two");
        assertEquals(
                place.succeeds("echo one-$WORD | tr a-f A-F"), place.succeeds("docker run --rm two:$WORD cat /two"));
    }

    @Test
    void aClientsPolicyIsAsked() throws Exception {
        place.file("Dockerfile", "FROM busybox\nRUN echo " + place.word() + " >/w\n");
        place.file("Dockerfile.rego", "package docker\ndefault allow := false\ndecision := {\"allow\": allow}\n");
        var told = place.fails("buildx build .");
        assertTrue(told.contains("\"docker-image://docker.io/library/busybox:latest\" not allowed by policy"), told);
        place.file("Dockerfile.rego", "package docker\ndefault allow := true\ndecision := {\"allow\": allow}\n");
        place.succeeds("buildx build -q -t allowed:$WORD .");
        assertEquals(place.word() + "\n", place.succeeds("docker run --rm allowed:$WORD cat /w"));
    }

    @Test
    void whereStepsRunIsPartOfWhatTheyAre() throws Exception {
        place.file("Dockerfile", "FROM busybox\nRUN hostname >/h; grep some-host /etc/hosts >/a; true\n");
        place.succeeds("buildx build -q -t plain:$WORD .");
        place.succeeds("buildx build -q -t set:$WORD --add-host some-host:192.0.2.7"
                + " --build-arg BUILDKIT_SANDBOX_HOSTNAME=h-$WORD .");
        assertEquals("", place.succeeds("docker run --rm plain:$WORD cat /a"));
        var set = place.succeeds("docker run --rm set:$WORD cat /h /a");
        assertTrue(set.startsWith("h-" + place.word() + "\n192.0.2.7"), set);
        assertTrue(
                place.succeeds("buildx build --add-host some-host:192.0.2.8 .").contains("DONE"));
        assertEquals(
                place.succeeds("docker inspect -f '{{.Id}}' set:$WORD").strip(),
                place.succeeds("buildx build -q --add-host some-host:192.0.2.7"
                                + " --build-arg BUILDKIT_SANDBOX_HOSTNAME=h-$WORD .")
                        .strip());
    }

    @Test
    void nothingIsYoungerThanTheSourceDate() throws Exception {
        place.file("Dockerfile", "FROM busybox\nCOPY a /a\nCMD [\"cat\", \"/a\"]\n");
        place.file("a", place.word());
        var first = place.succeeds("buildx build -q --no-cache --build-arg SOURCE_DATE_EPOCH=1000000000 -t at:$WORD .");
        assertEquals("2001-09-09T01:46:40Z\n", place.succeeds("docker inspect -f '{{.Created}}' at:$WORD"));
        assertEquals(
                "",
                place.succeeds(
                        "docker history --human=false --format '{{.CreatedAt}}' at:$WORD | grep -v ^2001 || true"));
        assertEquals(place.word(), place.succeeds("docker run --rm at:$WORD"));
        // The same files, made at another time, are the same image.
        assertEquals(first, place.succeeds("buildx build -q --no-cache --build-arg SOURCE_DATE_EPOCH=1000000000 ."));
        assertNotEquals(first, place.succeeds("buildx build -q --build-arg SOURCE_DATE_EPOCH=1000000001 ."));
        assertTrue(place.fails("buildx build --build-arg SOURCE_DATE_EPOCH=today .")
                .contains("SOURCE_DATE_EPOCH: today"));
    }

    @Test
    void whatIsWrittenForOthersToRead() throws Exception {
        place.file("Dockerfile", "FROM busybox\nRUN echo " + place.word() + " >/w\n");
        place.succeeds("buildx build -q -t told:$WORD --metadata-file m.json --iidfile i .");
        var id = place.succeeds("docker inspect -f '{{.Id}}' told:$WORD").strip();
        assertEquals(id, Files.readString(place.directory().resolve("i")));
        assertTrue(
                Files.readString(place.directory().resolve("m.json")).contains("\"containerimage.digest\": \"" + id));
        place.succeeds("buildx build -q -o - . >to-stdout.tar && tar xf to-stdout.tar w");
        assertEquals(place.word() + "\n", Files.readString(place.directory().resolve("w")));
        assertTrue(place.succeeds("buildx du").contains("Reclaimable"));
        place.succeeds("buildx prune -f");
        assertTrue(place.succeeds("buildx du").matches("(?s).*Total:\\s+0B.*"));
    }
}
