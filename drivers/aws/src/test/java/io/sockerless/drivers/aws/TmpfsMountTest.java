package io.sockerless.drivers.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecs.model.Tmpfs;

class TmpfsMountTest {
    private static final long MIB = 1 << 20;

    private static Tmpfs mounted(boolean readOnly, long memory, Map<String, String> options) {
        var mount = new MountSpec("tmpfs", "", "/scratch", readOnly, "", false, options, "");
        return TmpfsMount.of(mount, new HostConfig(Map.of("Memory", memory)));
    }

    @ParameterizedTest
    @CsvSource({
        "3m, 3",
        "3M, 3",
        "1, 1",
        "1048577, 2",
        "65536k, 64",
        "2g, 2048",
        "25%, 50",
        "0%, 1",
        "900%, 200",
        "0, 1",
        "999999999999999g, 2147483647"
    })
    void sizesAreWholeMebibytes(String said, int size) {
        assertEquals(size, mounted(false, 200 * MIB, Map.of("size", said)).size());
    }

    @Test
    void withoutASizeItIsHalfOfTheMemory() {
        assertEquals(100, mounted(false, 200 * MIB, Map.of()).size());
        assertEquals(256, mounted(false, 0, Map.of()).size());
        assertFalse(mounted(false, 0, Map.of()).hasMountOptions());
    }

    @Test
    void optionsAreListed() {
        assertEquals(
                List.of("mode=1770"), mounted(false, 0, Map.of("mode", "1770")).mountOptions());
        assertEquals(List.of("ro"), mounted(true, 0, Map.of("size", "1m")).mountOptions());
        assertEquals(List.of("ro"), mounted(true, 0, Map.of("ro", "")).mountOptions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "1t", "1.5m", "1mm", "12345678901234567890"})
    void whatIsNoSizeIsRefused(String said) {
        var e = assertThrows(EngineException.class, () -> mounted(false, 0, Map.of("size", said)));
        assertTrue(e.getMessage().contains("\"" + said + "\""), e.getMessage());
    }

    @Test
    void optionsThatEcsHasNotAreRefused() {
        var e = assertThrows(EngineException.class, () -> mounted(false, 0, Map.of("huge", "always")));
        assertEquals("driver ecs: invalid tmpfs option \"huge\" at /scratch", e.getMessage());
    }
}
