package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Snapshots of the simulated cloud, to which it returns. */
class SnapshotsTest {
    private static final String NOWHERE = "unix:///nowhere/docker.sock";

    private final String nonce = UUID.randomUUID().toString();

    @TempDir
    Path place;

    private SimulatorProcess simulator;
    private AwsClients aws;

    @BeforeEach
    void start() throws IOException {
        simulator = SimulatorProcess.start(place, NOWHERE);
        aws = simulator.clients();
    }

    @AfterEach
    void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    private void control(int status, String method, String path) throws IOException, InterruptedException {
        var answer = simulator.control(method, path, "");
        assertEquals(status, answer.statusCode(), answer::body);
    }

    private void put(String key) {
        aws.s3().putObject(request -> request.bucket(nonce).key(key), RequestBody.fromString(key + " of " + nonce));
    }

    private String get(String key) {
        return aws.s3()
                .getObjectAsBytes(request -> request.bucket(nonce).key(key))
                .asUtf8String();
    }

    private void parameter(String value) {
        aws.ssm()
                .putParameter(request ->
                        request.name("/" + nonce).value(value).type("String").overwrite(true));
    }

    private String parameter() {
        return aws.ssm()
                .getParameter(request -> request.name("/" + nonce))
                .parameter()
                .value();
    }

    @Test
    void whatWasThereIsThereAgainAndNothingElse() throws Exception {
        aws.s3().createBucket(request -> request.bucket(nonce));
        put("first");
        parameter("one");
        control(204, "POST", "snapshots/a");
        assertEquals("one", parameter());
        put("second");
        aws.s3().deleteObject(request -> request.bucket(nonce).key("first"));
        parameter("two");
        control(204, "POST", "snapshots/b.2");
        control(409, "POST", "snapshots/a");
        assertEquals(
                "[\"a\",\"b.2\"]", simulator.control("GET", "snapshots", "").body());

        control(204, "POST", "snapshots/a/restore");
        assertEquals("one", parameter());
        assertEquals("first of " + nonce, get("first"));
        assertThrows(NoSuchKeyException.class, () -> get("second"));
        put("third");
        simulator.kill();
        aws.close();
        start();
        assertEquals("third of " + nonce, get("third"));
        assertEquals("first of " + nonce, get("first"));

        control(204, "POST", "reset");
        control(204, "POST", "snapshots/b.2/restore");
        assertEquals("two", parameter());
        assertEquals("second of " + nonce, get("second"));
        assertThrows(NoSuchKeyException.class, () -> get("first"));
        control(204, "DELETE", "snapshots/a");
        assertEquals("[\"b.2\"]", simulator.control("GET", "snapshots", "").body());
    }

    @Test
    void whatIsNoneIsRefused() throws Exception {
        control(404, "POST", "snapshots/none/restore");
        control(404, "DELETE", "snapshots/none");
        control(400, "POST", "snapshots/..");
        control(400, "POST", "snapshots/a%2Fb");
        control(400, "POST", "snapshots/" + "x".repeat(65));
        control(405, "GET", "snapshots/none");
        assertEquals("[]", simulator.control("GET", "snapshots", "").body());
    }

    /** As it is left by a process that was killed while it returned to one: some things are in place, others not yet. */
    @Test
    void aReturnThatWasBegunIsFinished() throws Exception {
        aws.s3().createBucket(request -> request.bucket(nonce));
        put("first");
        control(204, "POST", "snapshots/a");
        put("second");
        simulator.close();
        aws.close();
        var returning = Files.createDirectory(place.resolve(".returning"));
        try (var entries = Files.list(place.resolve("snapshots/a"))) {
            var names = entries.map(entry -> entry.getFileName().toString()).toList();
            Files.write(returning.resolve(".names"), names);
            assertTrue(names.containsAll(List.of("s3", "simulator.db")), names::toString);
        }
        // The rest is in its place already: the objects are those of now, all the same, but for the newer one.
        Files.copy(place.resolve("snapshots/a/simulator.db"), returning.resolve("simulator.db"));
        Files.writeString(place.resolve("stray"), "not of the snapshot");
        start();
        assertEquals("first of " + nonce, get("first"));
        assertThrows(NoSuchKeyException.class, () -> get("second"));
        assertTrue(Files.notExists(returning) && Files.notExists(place.resolve("stray")));
    }

    /** What is asked for meanwhile waits, and is served. */
    @Test
    void noSnapshotIsMadeOfRequestsThatGoOn() throws Exception {
        parameter("one");
        var rule = "{\"service\":\"ssm\",\"operation\":\"DescribeParameters\",\"latencyMillis\":13000}";
        assertEquals(200, simulator.control("POST", "faults", rule).statusCode());
        var goingOn = CompletableFuture.supplyAsync(
                () -> aws.ssm().describeParameters(request -> {}).parameters().size());
        var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        var refused = simulator.control("POST", "snapshots/late", "");
        // It may have come before the request.
        while (refused.statusCode() == 204) {
            assertTrue(System.nanoTime() < until, "the request never came");
            control(204, "DELETE", "snapshots/late");
            refused = simulator.control("POST", "snapshots/late", "");
        }
        assertEquals(409, refused.statusCode(), refused::body);
        assertTrue(refused.body().contains("do not come to an end"), refused::body);
        assertEquals("one", parameter());
        assertEquals(1, goingOn.get());
        assertEquals("[]", simulator.control("GET", "snapshots", "").body());
        control(204, "POST", "snapshots/late");
    }
}
