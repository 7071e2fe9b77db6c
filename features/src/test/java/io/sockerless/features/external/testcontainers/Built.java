package io.sockerless.features.external.testcontainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.exception.DockerClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** Images that are built for the test. */
class Built {
    private final String word = Busybox.word();

    @Test
    void ofADockerfileInCode() {
        var image = new ImageFromDockerfile()
                .withFileFromString("in/file", word + "\n")
                .withDockerfileFromBuilder(builder -> builder.from("busybox:latest")
                        .copy("in", "/in")
                        .run("sha256sum </in/file >/in/sum")
                        .env("WORD", word)
                        .cmd(
                                "sh",
                                "-c",
                                "test \"$(sha256sum </in/file)\" = \"$(cat /in/sum)\" && cat /in/file; echo $WORD")
                        .build());
        assertEquals(word + "\n" + word + "\n", said(image));
    }

    @Test
    void ofADirectoryWithTargetAndArguments(@TempDir Path context) throws Exception {
        Files.writeString(context.resolve("kept"), word);
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox:latest AS wanted
                ARG TOLD=nothing
                COPY . /context
                RUN echo "$TOLD" >/told
                CMD ["sh", "-c", "ls /context; cat /told"]

                FROM wanted
                RUN exit 3
                """);
        var image = new ImageFromDockerfile()
                .withFileFromPath(".", context)
                .withTarget("wanted")
                .withBuildArg("TOLD", word);
        assertEquals("Dockerfile\nkept\n" + word + "\n", said(image));
    }

    @Test
    void notIfAStepFails() {
        var image = new ImageFromDockerfile()
                .withDockerfileFromBuilder(builder -> builder.from("busybox:latest")
                        .run("echo " + word + "; exit 47")
                        .build());
        Throwable refusal = assertThrows(Exception.class, () -> resolved(image));
        while (!(refusal instanceof DockerClientException) && refusal.getCause() != null) {
            refusal = refusal.getCause();
        }
        assertTrue(refusal.getMessage().contains("returned a non-zero code: 47"), refusal.getMessage());
    }

    private static String resolved(Future<String> image) throws Exception {
        return image.get();
    }

    private static String said(Future<String> image) {
        try (var container =
                new GenericContainer<>(image).withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            container.start();
            return container.getLogs();
        }
    }
}
