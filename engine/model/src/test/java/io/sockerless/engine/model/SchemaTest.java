package io.sockerless.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.Schema.Type;
import io.sockerless.engine.model.Schema.Type.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final Schema BINDING =
            Schema.of("PortBinding").field("HostIp", Scalar.STRING).field("HostPort", Scalar.STRING);
    private static final Schema SCHEMA = Schema.of("HostConfig")
            .field("Memory", Scalar.INTEGER)
            .field("Init", Scalar.NULLABLE_BOOL)
            .field("Cmd", Scalar.COMMAND)
            .field("Binds", new Type.ListOf(Scalar.STRING))
            .field("Ports", new Type.MapOf(new Type.ListOf(new Type.Struct(BINDING))))
            .field("Size", new Type.FixedList(Scalar.INTEGER, List.of(0L, 0L)))
            .optional("Annotations", new Type.MapOf(Scalar.STRING));

    @Test
    void namesMatchWithoutCaseAndUnknownFieldsStay() {
        assertEquals(
                Map.of("Memory", 5L, "FromTheFuture", Map.of("a", 1)),
                SCHEMA.decode(Map.of("memory", 5, "FromTheFuture", Map.of("a", 1))));
    }

    @Test
    void nullIsNotGiven() {
        var given = new HashMap<String, Object>();
        given.put("Memory", null);
        given.put("Binds", Arrays.asList("a", null));
        assertEquals(Map.of("Binds", List.of("a", "")), SCHEMA.decode(given));
    }

    @Test
    void oneStringIsACommand() {
        assertEquals(Map.of("Cmd", List.of("true")), SCHEMA.decode(Map.of("Cmd", "true")));
    }

    @Test
    void wrongTypesAreToldInGoWords() {
        refused(Map.of("Memory", "much"), "string into Go struct field HostConfig.Memory of type int64");
        refused(Map.of("Memory", 1.5), "number 1.5 into Go struct field HostConfig.Memory of type int64");
        refused(Map.of("Init", 1), "number into Go struct field HostConfig.Init of type bool");
        refused(Map.of("Binds", "a"), "string into Go struct field HostConfig.Binds of type []string");
        refused(Map.of("Cmd", List.of(1)), "number into Go struct field HostConfig.Cmd of type string");
        refused(
                Map.of("Ports", Map.of("80/tcp", List.of(Map.of("HostPort", 80)))),
                "number into Go struct field PortBinding.Ports.HostPort of type string");
    }

    private static void refused(Map<String, Object> given, String words) {
        var failure = assertThrows(EngineException.class, () -> SCHEMA.decode(given));
        assertEquals(ErrorKind.INVALID, failure.kind());
        assertEquals("json: cannot unmarshal " + words, failure.getMessage());
    }

    @Test
    void answersHaveEveryFieldInOrderAtEveryDepth() {
        var answer = SCHEMA.complete(SCHEMA.decode(
                Map.of("Ports", Map.of("80/tcp", List.of(Map.of("HostPort", "8080"))), "FromTheFuture", true)));
        assertEquals(
                List.of("Memory", "Init", "Cmd", "Binds", "Ports", "Size", "FromTheFuture"),
                new ArrayList<>(answer.keySet()));
        assertEquals(0L, answer.get("Memory"));
        assertEquals(null, answer.get("Init"));
        assertEquals(Map.of("80/tcp", List.of(Map.of("HostIp", "", "HostPort", "8080"))), answer.get("Ports"));
        assertEquals(List.of(0L, 0L), answer.get("Size"));
    }

    @Test
    void anUnsetListWithinAMapStaysNull() {
        var ports = new HashMap<String, Object>();
        ports.put("80/tcp", null);
        var answer = SCHEMA.complete(SCHEMA.decode(Map.of("Ports", ports)));
        assertEquals(ports, answer.get("Ports"));
    }

    @Test
    void numbersOfImageConfigsAreWholeHoweverTheyWereRead() {
        Map<String, Object> check = Map.of("Interval", new java.math.BigInteger("3600000000000"));
        assertEquals(
                Map.of("Interval", 3_600_000_000_000L),
                new ContainerConfig(Map.of("Healthcheck", check)).healthcheck());
        Map<String, Object> huge = Map.of("Interval", java.math.BigInteger.ONE.shiftLeft(64));
        assertThrows(EngineException.class, () -> new ContainerConfig(Map.of("Healthcheck", huge)));
    }
}
