package io.sockerless.drivers.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EcsConfigTest {
    private static final Map<String, String> NEEDED = Map.of("subnets", "s", "repository", "r", "gateway", "g");

    private static EcsConfig with(String name, String value) {
        var all = new HashMap<>(NEEDED);
        all.put(name, value);
        return EcsConfig.of(Path.of("state"), all);
    }

    private static String refused(String name, String value) {
        return assertThrows(EngineException.class, () -> with(name, value)).getMessage();
    }

    @Test
    void capacityIsNotTakenBackUnlessSaid() {
        assertFalse(EcsConfig.of(Path.of("state"), NEEDED).spot());
        assertFalse(with("capacity-provider", "FARGATE").spot());
        assertTrue(with("capacity-provider", "FARGATE_SPOT").spot());
        assertEquals(
                "--ecs capacity-provider is FARGATE or FARGATE_SPOT, not \"spot\"",
                refused("capacity-provider", "spot"));
    }

    @Test
    void whatIsNeitherIsRefused() {
        assertEquals("--ecs public-address is true or false, not \"yes\"", refused("public-address", "yes"));
    }
}
