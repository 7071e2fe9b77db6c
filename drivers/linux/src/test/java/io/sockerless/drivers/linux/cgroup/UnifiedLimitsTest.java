package io.sockerless.drivers.linux.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the runtime was seen to write for the same resources on a host with version 2. */
final class UnifiedLimitsTest {
    @Test
    void swapIsCountedAlone() {
        assertEquals(
                List.of(
                        new UnifiedLimits("memory.swap.max", "33554432"),
                        new UnifiedLimits("memory.max", "67108864"),
                        new UnifiedLimits("memory.low", "33554432")),
                UnifiedLimits.of(
                        Map.of("memory", Map.of("limit", 67108864L, "swap", 100663296L, "reservation", 33554432L)),
                        false));
        assertEquals(
                List.of(new UnifiedLimits("memory.swap.max", "max")),
                UnifiedLimits.of(Map.of("memory", Map.of("swap", -1L)), false));
    }

    @Test
    void weightsHaveTheScaleOfTheirFile() {
        Map<String, Object> resources = Map.of("blockIO", Map.of("weight", 300L));
        assertEquals(List.of(new UnifiedLimits("io.weight", "2930")), UnifiedLimits.of(resources, false));
        assertEquals(List.of(new UnifiedLimits("io.bfq.weight", "300")), UnifiedLimits.of(resources, true));
        assertEquals(
                List.of(new UnifiedLimits("cpu.weight", "20")),
                UnifiedLimits.of(Map.of("cpu", Map.of("shares", 512L)), false));
    }
}
