package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A simulator with one bucket, and those who use it. */
final class S3World implements AutoCloseable {
    private static final String NOWHERE = "unix:///nowhere/docker.sock";

    final String bucket = "b-" + UUID.randomUUID();
    SimulatorProcess simulator;
    S3Client s3;
    private final Path state;
    private AwsClients aws;
    private final String[] keys;
    private final Random random = new Random();

    private S3World(Path state, SimulatorProcess simulator, String key, String secret) {
        this.state = state;
        this.simulator = simulator;
        keys = new String[] {key, secret};
        connect();
        s3.createBucket(request -> request.bucket(bucket));
    }

    private void connect() {
        aws = AwsClients.of(simulator.uri(), keys[0], keys[1]);
        s3 = aws.s3();
    }

    /** As it was at first. */
    void reset() throws IOException, InterruptedException {
        assertEquals(204, simulator.control("POST", "reset", "").statusCode());
        s3.createBucket(request -> request.bucket(bucket));
    }

    /** Without its options. */
    void killAndRestart() throws IOException, InterruptedException {
        aws.close();
        simulator.kill();
        simulator = SimulatorProcess.start(state, NOWHERE);
        connect();
    }

    static S3World start(Path state, String... options) throws IOException {
        return startAs(state, "test", "test", options);
    }

    static S3World startAs(Path state, String key, String secret, String... options) throws IOException {
        return new S3World(state, SimulatorProcess.start(state, NOWHERE, options), key, secret);
    }

    byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** @return its entity tag */
    String put(String key, byte[] content) {
        return s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content))
                .eTag();
    }

    byte[] get(String where, String key) {
        return s3.getObjectAsBytes(request -> request.bucket(where).key(key)).asByteArray();
    }

    byte[] get(String key) {
        return get(bucket, key);
    }

    /** How many hold contents. */
    long files() throws IOException {
        try (var all = Files.list(state.resolve("s3"))) {
            return all.count();
        }
    }

    static AwsErrorDetails refused(int status, String code, Runnable what) {
        var refused = assertThrows(S3Exception.class, what::run);
        assertEquals(
                status + " " + code,
                refused.statusCode() + " " + refused.awsErrorDetails().errorCode());
        return refused.awsErrorDetails();
    }

    static void needsCommand() throws IOException, InterruptedException {
        var there = new ProcessBuilder("sh", "-c", "command -v aws").start().waitFor() == 0;
        if (!there) {
            System.out.println("S3 WITH THE AWS CLI SKIPPED: there is no program aws");
        }
        assumeTrue(there, "there is no program aws");
    }

    /** What the command says that must succeed. */
    String aws(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("aws"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("AWS_ENDPOINT_URL", simulator.uri().toString());
        process.environment().put("AWS_ACCESS_KEY_ID", keys[0]);
        process.environment().put("AWS_SECRET_ACCESS_KEY", keys[1]);
        process.environment().put("AWS_DEFAULT_REGION", "eu-central-1");
        process.environment().put("AWS_CONFIG_FILE", "/dev/null");
        var running = process.start();
        var said = new String(running.getInputStream().readAllBytes());
        assertEquals(0, running.waitFor(), said);
        return said;
    }

    @Override
    public void close() throws IOException {
        aws.close();
        simulator.close();
    }
}
