package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sockerless.engine.model.ContainerConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigMergeTest {
    private static final ContainerConfig IMAGE = new ContainerConfig(Map.of(
            "Entrypoint", List.of("/entry"),
            "Cmd", List.of("default", "args"),
            "Env", List.of("PATH=/bin", "LANG=C"),
            "User", "1000",
            "WorkingDir", "/srv",
            "StopSignal", "SIGINT",
            "ExposedPorts", Map.of("80/tcp", Map.of()),
            "Volumes", Map.of("/data", Map.of()),
            "Labels", Map.of("a", "image", "b", "image")));

    private static ContainerConfig merge(Map<String, Object> given) {
        return ConfigMerge.merge(new ContainerConfig(given), IMAGE);
    }

    @Test
    void nothingGivenTakesAllOfTheImage() {
        ContainerConfig merged = merge(Map.of());
        assertEquals(List.of("/entry"), merged.entrypoint());
        assertEquals(List.of("default", "args"), merged.cmd());
        assertEquals("1000", merged.user());
        assertEquals("/srv", merged.workingDir());
        assertEquals("SIGINT", merged.stopSignal());
    }

    @Test
    void aCommandReplacesTheCommandOnly() {
        ContainerConfig merged = merge(Map.of("Cmd", List.of("other")));
        assertEquals(List.of("/entry"), merged.entrypoint());
        assertEquals(List.of("other"), merged.cmd());
    }

    @Test
    void anEntrypointTakesTheImagesCommandAway() {
        ContainerConfig merged = merge(Map.of("Entrypoint", List.of("sh")));
        assertEquals(List.of("sh"), merged.entrypoint());
        assertEquals(List.of(), merged.cmd());
    }

    @Test
    void anEmptyEntrypointTakesTheImagesEntrypointAway() {
        ContainerConfig reset = merge(Map.of("Entrypoint", List.of(""), "Cmd", List.of("ls")));
        assertFalse(reset.has("Entrypoint"));
        assertEquals(List.of("ls"), reset.cmd());
        assertEquals(List.of(), merge(Map.of("Entrypoint", List.of(""))).cmd());
        ContainerConfig empty = merge(Map.of("Entrypoint", List.of()));
        assertEquals(List.of(), empty.entrypoint());
        assertEquals(List.of("default", "args"), empty.cmd());
    }

    @Test
    void envMergesByKeyWithTheClientsFirst() {
        assertEquals(
                List.of("LANG=de", "NEW=1", "PATH=/bin"),
                merge(Map.of("Env", List.of("LANG=de", "NEW=1"))).env());
        // A name without a value takes the image's entry away.
        assertEquals(
                List.of("LANG", "PATH=/bin"),
                merge(Map.of("Env", List.of("LANG"))).env());
    }

    @Test
    void portsVolumesAndLabelsAreUnited() {
        ContainerConfig merged = merge(Map.of(
                "ExposedPorts", Map.of("53/udp", Map.of()),
                "Volumes", Map.of("/other", Map.of()),
                "Labels", Map.of("a", "client")));
        assertEquals(java.util.Set.of("80/tcp", "53/udp"), merged.exposedPorts().keySet());
        assertEquals(java.util.Set.of("/data", "/other"), merged.volumes().keySet());
        assertEquals(Map.of("a", "client", "b", "image"), merged.labels());
    }

    @Test
    void aHealthcheckIsFilledFieldByField() {
        ContainerConfig image = new ContainerConfig(Map.of(
                "Healthcheck", Map.of("Test", List.of("CMD", "true"), "Interval", 5_000_000_000L, "Retries", 4)));
        ContainerConfig merged = ConfigMerge.merge(
                new ContainerConfig(Map.of("Healthcheck", Map.of("Interval", 1_000_000_000L, "Retries", 0))), image);
        assertEquals(
                Map.of("Test", List.of("CMD", "true"), "Interval", 1_000_000_000L, "Retries", 4L),
                merged.healthcheck());
    }

    @Test
    void fieldsThatNobodyKnowsAreKept() {
        assertEquals(
                List.of(1, 2), merge(Map.of("Colour", List.of(1, 2))).fields().get("Colour"));
    }
}
