package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudwatchlogs.model.CloudWatchLogsException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What all simulators have: signatures, faults, the request log, and forgetting. */
class SimulatorTest {
    private static final String NOWHERE = "unix:///nowhere/docker.sock";

    @TempDir
    Path place;

    private final String secret = UUID.randomUUID().toString();
    private SimulatorProcess simulator;
    private AwsClients aws;

    @BeforeEach
    void start() throws IOException {
        var file = Files.writeString(
                place.resolve("credentials"),
                "[default]\naws_access_key_id = 111122223333\naws_secret_access_key = " + secret + "\n");
        simulator = SimulatorProcess.start(place.resolve("state"), NOWHERE, "--credentials", file.toString());
        aws = AwsClients.of(simulator.uri(), "111122223333", secret);
    }

    @AfterEach
    void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    private static String code(AwsServiceException e) {
        return e.awsErrorDetails().errorCode();
    }

    @Test
    void signaturesAreVerified() throws Exception {
        var me = aws.sts().getCallerIdentity();
        assertEquals("111122223333", me.account());
        assertEquals("arn:aws:iam::111122223333:root", me.arn());
        aws.logs().createLogGroup(request -> request.logGroupName("mine"));
        try (var wrong = AwsClients.of(simulator.uri(), "111122223333", "not " + secret);
                var nobody = AwsClients.of(simulator.uri(), "AKIANOBODY", secret)) {
            var mismatch = assertThrows(
                    CloudWatchLogsException.class,
                    () -> wrong.logs().createLogGroup(request -> request.logGroupName("theirs")));
            assertEquals("InvalidSignatureException", code(mismatch));
            assertEquals(
                    "SignatureDoesNotMatch",
                    code(assertThrows(StsException.class, () -> wrong.sts().getCallerIdentity())));
            assertEquals(
                    "UnrecognizedClientException",
                    code(assertThrows(
                            CloudWatchLogsException.class, () -> nobody.logs().describeLogGroups())));
        }
        var groups = aws.logs().describeLogGroups().logGroups();
        assertEquals(1, groups.size());
        assertTrue(groups.getFirst().arn().contains(":111122223333:"), groups::toString);
    }

    @Test
    void faultsAreMetAndForgotten() throws Exception {
        add("{\"service\":\"logs\",\"operation\":\"DescribeLogGroups\",\"times\":3,"
                + "\"error\":{\"status\":400,\"code\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}}");
        var throttled =
                assertThrows(CloudWatchLogsException.class, () -> aws.logs().describeLogGroups());
        // Three attempts of the client met it; so it is over.
        assertTrue(throttled.isThrottlingException(), throttled::toString);
        assertEquals(0, aws.logs().describeLogGroups().logGroups().size());
        add("{\"service\":\"logs\",\"operation\":\"CreateLogGroup\",\"cut\":\"after\",\"times\":1}");
        // The client asks again, and what was done is known.
        var again = assertThrows(
                CloudWatchLogsException.class,
                () -> aws.logs().createLogGroup(request -> request.logGroupName("once")));
        assertEquals("ResourceAlreadyExistsException", code(again));
        add("{\"service\":\"sts\",\"cut\":\"before\"}");
        assertThrows(SdkClientException.class, () -> aws.sts().getCallerIdentity());
        add("{\"service\":\"logs\",\"operation\":\"DescribeLogGroups\",\"latencyMillis\":300}");
        var begin = System.nanoTime();
        assertEquals(1, aws.logs().describeLogGroups().logGroups().size());
        assertTrue(System.nanoTime() - begin >= 300_000_000L, "it did not wait");
        assertEquals(
                400,
                simulator.control("POST", "faults", "{\"cut\":\"sideways\"}").statusCode());
        assertEquals(
                400,
                simulator.control("POST", "faults", "{\"service\":\"sts\"}").statusCode());

        var log = simulator.control("GET", "requests", "").body();
        assertTrue(log.contains("\"operation\":\"CreateLogGroup\",\"status\":0"), log);
        assertTrue(log.contains("\"fault\":\"fault-1\""), log);
        assertFalse(log.contains("Signature") || log.contains(secret), log);

        var metrics = simulator.control("GET", "metrics", "").body();
        var asked = "sockerless_simulator_requests_total{service=\"logs\",operation=\"DescribeLogGroups\",status=\"";
        assertTrue(metrics.contains(asked + "400\"} 3\n") && metrics.contains(asked + "200\"} 2\n"), metrics);
        assertTrue(
                metrics.lines()
                        .filter(line -> line.startsWith("sockerless_simulator_request_seconds_sum"))
                        .filter(line -> line.contains("DescribeLogGroups"))
                        .anyMatch(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)) >= 0.3),
                metrics);

        assertEquals(204, simulator.control("POST", "reset", "").statusCode());
        assertEquals("[]", simulator.control("GET", "faults", "").body());
        assertEquals("111122223333", aws.sts().getCallerIdentity().account());
        assertEquals(0, aws.logs().describeLogGroups().logGroups().size());
    }

    private void add(String rule) throws IOException, InterruptedException {
        var added = simulator.control("POST", "faults", rule);
        assertEquals(200, added.statusCode(), added::body);
        assertTrue(Json.parse(added.body().getBytes(StandardCharsets.UTF_8)).has("id"), added::body);
    }

    @Test
    void onlyThisMachineIsServed() {
        var refused = assertThrows(
                IOException.class,
                () -> SimulatorProcess.start(place.resolve("other"), NOWHERE, "--listen", "0.0.0.0:0"));
        assertTrue(refused.getMessage().contains("listens on loopback only"), refused::getMessage);
    }
}
