package io.sockerless.drivers.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LambdaConfigTest {
    private static final Map<String, String> NEEDED =
            Map.of("role", "arn:aws:iam::000000000000:role/r", "repository", "r", "gateway", "g");

    private static LambdaConfig with(String name, String value) {
        var all = new HashMap<>(NEEDED);
        all.put(name, value);
        return LambdaConfig.of(Path.of("state"), all);
    }

    private static String refused(String name, String value) {
        return assertThrows(EngineException.class, () -> with(name, value)).getMessage();
    }

    @Test
    void whatIsNotSaidIsUsual() {
        var config = LambdaConfig.of(Path.of("state"), NEEDED);
        assertEquals(Duration.ofSeconds(900), config.timeout());
        assertEquals(1769, config.memory());
        assertEquals(Duration.ofSeconds(7), with("timeout", "7").timeout());
        assertEquals(10_240, with("memory", "10240").memory());
    }

    @Test
    void whatLambdaHasNotIsRefusedByItsName() {
        assertEquals("driver lambda needs --lambda role=…", refused("role", ""));
        assertEquals("--lambda timeout is a number from 1 to 900, not \"901\"", refused("timeout", "901"));
        assertEquals("--lambda memory is a number from 128 to 10240, not \"1g\"", refused("memory", "1g"));
        assertEquals("--lambda architecture is amd64 or arm64, not \"386\"", refused("architecture", "386"));
        assertEquals(
                "driver lambda has no setting \"cluster\"; it has architecture, gateway, listen, log-group, memory,"
                        + " repository, role, security-groups, storage, subnets, timeout",
                refused("cluster", "c"));
    }
}
