package io.sockerless.engine.model.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spellings and refusals of {@code --platform}, those of containerd's platform package, which is dockerd's. */
class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "LINUX/AMD64, linux/amd64",
        "linux/x86_64, linux/amd64",
        "linux/x86-64, linux/amd64",
        "linux/amd64/v1, linux/amd64",
        "linux/amd64/v2, linux/amd64/v2",
        "linux/aarch64, linux/arm64",
        "linux/arm64/v8, linux/arm64",
        "linux/arm64/8, linux/arm64",
        "linux/arm64/v9, linux/arm64/v9",
        "linux/arm, linux/arm/v7",
        "linux/arm/6, linux/arm/v6",
        "linux/armhf, linux/arm/v7",
        "linux/armel, linux/arm/v6",
        "linux/i386, linux/386",
        "macos/arm64, darwin/arm64",
        "foo/bar, foo/bar",
        "linux/s390x, linux/s390x",
    })
    void spellings(String text, String normalised) {
        assertEquals(normalised, Platform.parse(text).toString());
        assertEquals(Platform.parse(text), Platform.parse(normalised));
    }

    @Test
    void whatIsLeftOutIsThisMachines() {
        Platform host = Platform.host();
        assertEquals(host.architecture(), Platform.parse("linux").architecture());
        assertEquals(new Platform(host.os(), "arm64"), Platform.parse("arm64"));
        assertEquals(new Platform(host.os(), "arm", "v6"), Platform.parse("armel"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "linux/amd64/x/y | \"linux/amd64/x/y\": cannot parse platform specifier: invalid argument",
                "* | \"*\": wildcards not yet supported: invalid argument",
                "linux/* | \"linux/*\": wildcards not yet supported: invalid argument",
                "foo | \"foo\": unknown operating system or architecture: invalid argument",
                "li nux | \"li nux\" is an invalid component of \"li nux\": platform specifier component must match"
                        + " \"^[A-Za-z0-9_.-]+$\": invalid argument",
                "/ | \"\" is an invalid component of \"/\": platform specifier component must match"
                        + " \"^[A-Za-z0-9_.-]+$\": invalid argument",
                "linux/ | \"\" is an invalid component of \"linux/\": platform specifier component must match"
                        + " \"^[A-Za-z0-9_.-]+$\": invalid argument",
            })
    void malformed(String text, String message) {
        EngineException e = assertThrows(EngineException.class, () -> Platform.parse(text));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64, 0",
        "linux/amd64, linux/386, 1",
        "linux/amd64/v3, linux/amd64/v2, 1",
        "linux/amd64/v3, linux/amd64, 2",
        "linux/arm64, linux/arm64/v8, 0",
        "linux/arm64, linux/arm/v8, 1",
        "linux/arm64, linux/arm/v7, 2",
        "linux/arm/v7, linux/arm/v6, 1",
        "linux/arm/v7, linux/arm/v5, 2",
    })
    void whatRuns(String machine, String image, int rank) {
        assertEquals(rank, Platform.parse(machine).rank(Platform.parse(image)));
        assertTrue(Platform.parse(machine).runs(Platform.parse(image)));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/arm64",
        "linux/amd64, windows/amd64",
        "linux/amd64, linux/amd64/v2",
        "linux/386, linux/amd64",
        "linux/arm/v6, linux/arm/v7",
        "linux/arm/v7, linux/arm64",
    })
    void whatDoesNot(String machine, String image) {
        assertFalse(Platform.parse(machine).runs(Platform.parse(image)));
    }
}
