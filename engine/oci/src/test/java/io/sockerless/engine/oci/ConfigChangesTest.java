package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What {@code --change} does. The table is what dockerd 20.10 answered to {@code docker import} with these changes; only
 * the first letters of some errors are small, as its later releases have them.
 */
class ConfigChangesTest {
    @TestFactory
    Stream<DynamicTest> asDockerd() throws IOException {
        try (InputStream table = getClass().getResourceAsStream("changes.jsonl")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> OciJson.object(line.getBytes(StandardCharsets.UTF_8), "row"))
                            .map(row ->
                                    DynamicTest.dynamicTest(row.get("changes").toString(), () -> check(row)))
                            .toList()
                            .stream();
        }
    }

    private static void check(Map<String, Object> row) {
        List<String> changes = OciJson.strings(row, "changes");
        String error = OciJson.string(row, "error");
        if (error.isEmpty()) {
            assertEquals(document(OciJson.object(row, "config")), document(ConfigChanges.apply(Map.of(), changes)));
            return;
        }
        EngineException e = assertThrows(EngineException.class, () -> ConfigChanges.apply(Map.of(), changes));
        assertEquals(error, e.getMessage());
        assertEquals(ErrorKind.INVALID, e.kind());
    }

    /** As a client sees it: what is empty is not there, and numbers are numbers. */
    private static Map<String, Object> document(Map<String, Object> config) {
        Map<String, Object> out = new LinkedHashMap<>(OciJson.object(OciJson.bytes(config), "config"));
        out.values().removeIf(v -> v.equals("") || v.equals(List.of()) || v.equals(Map.of()));
        return out;
    }

    @Test
    void theGivenConfigIsKept() {
        Map<String, Object> before = Map.of("Env", List.of("A=1", "B=2"), "Cmd", List.of("old"), "X-Unknown", 7);
        Map<String, Object> after = ConfigChanges.apply(before, List.of("ENV B=3 C=$A"));
        assertEquals(List.of("A=1", "B=3", "C=1"), after.get("Env"));
        assertEquals(List.of("old"), after.get("Cmd"));
        assertEquals(7, after.get("X-Unknown"));
        assertEquals(List.of("A=1", "B=2"), before.get("Env"));
    }

    @Test
    void anEntrypointDropsTheCommandThatWasMadeForAnother() {
        Map<String, Object> before = Map.of("Cmd", List.of("old"));
        assertFalse(ConfigChanges.apply(before, List.of("ENTRYPOINT [\"e\"]")).containsKey("Cmd"));
        assertEquals(
                List.of("new"),
                ConfigChanges.apply(before, List.of("CMD [\"new\"]", "ENTRYPOINT [\"e\"]"))
                        .get("Cmd"));
    }

    @Test
    void theImagesOwnShellRunsTheShellForm() {
        Map<String, Object> before = Map.of("Shell", List.of("/bin/bash", "-ec"));
        assertEquals(
                List.of("/bin/bash", "-ec", "x | y"),
                ConfigChanges.apply(before, List.of("CMD x | y")).get("Cmd"));
    }

    @Test
    void noChangesAreFine() {
        assertEquals(Map.of("User", "me"), ConfigChanges.apply(Map.of("User", "me"), List.of()));
    }

    /** Taken on purpose although dockerd 20.10 refuses them. */
    @Test
    void moreThanDockerd() {
        Map<String, Object> after = ConfigChanges.apply(
                Map.of(), List.of("HEALTHCHECK --start-interval=2s --interval=0 CMD x", "STOPSIGNAL SIGINT"));
        assertEquals(
                Map.of("Test", List.of("CMD-SHELL", "x"), "StartInterval", 2_000_000_000L, "Interval", 0L),
                after.get("Healthcheck"));
        assertEquals("SIGINT", after.get("StopSignal"));
    }

    @Test
    void aRangeOfRangesIsRefused() {
        EngineException e =
                assertThrows(EngineException.class, () -> ConfigChanges.apply(Map.of(), List.of("EXPOSE 1-2-3")));
        assertEquals("invalid containerPort: 1-2-3", e.getMessage());
    }
}
