package io.sockerless.features.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** buildx, with its driver for docker, and docker compose by it. Our own daemon only: Debian's dockerd knows neither. */
@Tag("external")
class BuildxTest {
    private static Buildx buildx;

    private String word;
    private Buildx.Place place;

    @BeforeAll
    static void start() throws IOException {
        buildx = new Buildx("external-buildx");
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
        word = place.word();
    }

    private String succeeds(String line) throws IOException, InterruptedException {
        return place.succeeds(line);
    }

    private String fails(String line) throws IOException, InterruptedException {
        return place.fails(line);
    }

    private void file(String name, String text) throws IOException {
        place.file(name, text);
    }

    @Test
    void buildsAndKnowsWhatItHasBuilt() throws Exception {
        file("Dockerfile", "FROM busybox\nCOPY a /a\nRUN cat /a | tr a-f A-F > /b\n");
        file("a", word);
        String told = succeeds("buildx build --progress=plain -t one:$WORD .");
        assertTrue(told.contains("[2/3] COPY a /a"), told);
        assertFalse(told.contains("CACHED"), told);
        String made = succeeds("docker run --rm one:$WORD cat /b");
        assertEquals(succeeds("echo -n $WORD | tr a-f A-F"), made);
        assertTrue(succeeds("buildx build --progress=plain -t one:$WORD .")
                .contains("[3/3] RUN cat /a | tr a-f A-F > /b\n"));
        assertEquals(
                succeeds("docker inspect -f '{{.Id}}' one:$WORD").strip(),
                succeeds("buildx build -q --iidfile id . >/dev/null && cat id").strip());
    }

    @Test
    void namedContextsSecretsAndFilesOfTheClient() throws Exception {
        file("c/Dockerfile", """
                # syntax=docker/dockerfile:1
                FROM busybox AS made
                RUN --mount=type=secret,id=it,env=IT echo "$IT" | md5sum > /sum
                FROM scratch
                COPY --from=made /sum /
                COPY --from=other x /sub/y
                """);
        file("other/x", word);
        file("it", "secret " + word);
        String told = succeeds("buildx build --progress=plain --secret id=it,src=it --build-context other=other"
                + " -o out --output type=tar,dest=out.tar c");
        assertFalse(told.contains("secret " + word), told);
        assertEquals(word, Files.readString(place.directory().resolve("out/sub/y")));
        assertEquals(
                succeeds("echo \"$(cat it)\" | md5sum"),
                Files.readString(place.directory().resolve("out/sum")));
        assertEquals("sub/\nsub/y\nsum\n", succeeds("tar tf out.tar | sort"));
    }

    @Test
    void archivesThatAreLoadedAgain() throws Exception {
        file("Dockerfile", "FROM busybox\nRUN echo " + word + " > /w\n");
        succeeds(
                "buildx build -q -t gone:$WORD -o type=docker,dest=d.tar . && buildx build -q -o type=oci,dest=o.tar .");
        assertTrue(fails("docker inspect gone:$WORD").contains("No such"), "it has a name before it is loaded");
        succeeds("docker load -i d.tar");
        assertEquals(word + "\n", succeeds("docker run --rm gone:$WORD cat /w"));
        assertTrue(succeeds("tar xOf o.tar index.json").contains("application/vnd.oci.image.manifest.v1+json"));
        succeeds("buildx build -q -t lay:$WORD -o type=oci,dest=lay,tar=false . && tar -C lay -cf l.tar .");
        assertTrue(fails("docker inspect lay:$WORD").contains("No such"), "it has a name before it is loaded");
        succeeds("docker load -i l.tar");
        assertEquals(word + "\n", succeeds("docker run --rm lay:$WORD cat /w"));
    }

    @Test
    void failuresShowTheirPlace() throws Exception {
        file("Dockerfile", "FROM busybox\nRUN echo $((6 * 7))-" + word + "; exit 9\n");
        String told = fails("buildx build --progress=plain .");
        assertTrue(told.contains(" 42-" + word), told);
        assertTrue(told.contains("   2 | >>> RUN echo"), told);
        assertTrue(told.contains("did not complete successfully: exit code: 9"), told);
    }

    @Test
    void whatIsNotServedIsRefusedByName() throws Exception {
        file("Dockerfile", "FROM busybox\n");
        file("other", "# syntax=example.com/" + word + "\nFROM busybox\n");
        assertTrue(fails("buildx build -f other .")
                .contains("frontend image example.com/" + word + " is not served here"));
        assertTrue(fails("buildx build --platform linux/s390x .").contains("linux/s390x does not run on this machine"));
        assertTrue(fails("buildx build --call=outline .").contains("unsupported request frontend.outline"));
        assertTrue(fails("buildx build -o type=image,name=x,rewrite-timestamp=true .")
                .contains("option rewrite-timestamp=true of exporter"));
        assertTrue(fails("buildx build --check .").contains("unsupported request frontend.lint"));
        assertTrue(fails("buildx build --provenance=true .").contains("ttestations are not supported"));
    }

    @Test
    void whoLeavesEndsTheBuild() throws Exception {
        file("Dockerfile", "FROM busybox\nRUN echo begun-" + word + " && sleep 1000\n");
        succeeds("buildx build --progress=plain . >log 2>&1 & until grep -q ' begun-" + word
                + "' log; do sleep 0.1; done; kill -INT $!; wait $! || true");
        succeeds("timeout 30 sh -c 'while docker ps --no-trunc | grep begun-" + word + "; do sleep 0.1; done'");
    }

    @Test
    void bakeAndCompose() throws Exception {
        file("Dockerfile", "FROM busybox\nARG A\nRUN echo $A > /w\n");
        file("docker-bake.hcl", """
                group "default" { targets = ["x", "y"] }
                target "x" {
                  args = { A = "x-%1$s" }
                  tags = ["x:%1$s"]
                }
                target "y" {
                  args = { A = "y-%1$s" }
                  tags = ["y:%1$s"]
                }
                """.formatted(word));
        succeeds("buildx bake");
        assertEquals(
                "x-" + word + "\ny-" + word + "\n", succeeds("for i in x y; do docker run --rm $i:$WORD cat /w; done"));
        file(
                "compose.yaml",
                "services:\n  z:\n    image: z:" + word + "\n    build:\n      context: .\n      args: {A: z-" + word
                        + "}\n");
        succeeds("docker-compose build");
        assertEquals("z-" + word + "\n", succeeds("docker run --rm z:$WORD cat /w"));
    }
}
