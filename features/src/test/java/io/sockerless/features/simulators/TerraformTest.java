package io.sockerless.features.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Root;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Terraform with its AWS provider: what it makes is there and runs, a plan after it finds no difference, changes are made in
 * place, and nothing is left of what it destroys.
 */
@Tag("external")
class TerraformTest {
    private static final Path CONFIGURATION = Root.path().resolve("features/src/test/terraform");
    private static final Path PROGRAM = Root.path().resolve("features/target/external/terraform/terraform");
    private static final int LEAST = 45;

    private final String word = "t" + UUID.randomUUID().toString().substring(0, 13);

    @TempDir
    Path place;

    private Path directory;
    private LambdaWorld world;
    private AwsClients aws;

    private record Ended(int exit, String output) {}

    @BeforeEach
    void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("TERRAFORM SKIPPED: " + why);
            assumeTrue(false, why);
        });
        directory = Files.createDirectory(place.resolve("configuration"));
        try (var files = Files.list(CONFIGURATION)) {
            for (var file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        for (int i = 1; i <= 2; i++) {
            Files.write(directory.resolve("function-" + i + ".zip"), LambdaZipTest.code(word + " " + i));
        }
        world = new LambdaWorld(place, word);
        aws = world.aws();
    }

    @AfterEach
    void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    private Ended terraform(String command, int generation) throws IOException, InterruptedException {
        var log = directory.resolve(command + ".log");
        var builder = new ProcessBuilder(PROGRAM.toString(), command, directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("TF_VAR_endpoint", world.uri().toString());
        builder.environment().put("TF_VAR_word", word);
        builder.environment().put("TF_VAR_generation", Integer.toString(generation));
        int exit = builder.start().waitFor();
        return new Ended(exit, Files.readString(log));
    }

    private void does(String command, int generation) throws IOException, InterruptedException {
        var ended = terraform(command, generation);
        assertEquals(0, ended.exit(), ended::output);
    }

    private Set<String> resources() throws IOException {
        var known = new TreeSet<String>();
        Json.parse(Files.readAllBytes(directory.resolve("terraform.tfstate")))
                .path("modules")
                .forEach(module -> module.path("resources").fieldNames().forEachRemaining(known::add));
        known.removeIf(name -> name.startsWith("data."));
        return known;
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void appliesFindsNoDifferenceChangesAndDestroys() throws Exception {
        for (int generation = 1; generation <= 2; generation++) {
            assertEquals(2, terraform("plan", generation).exit(), "what is not there yet differs");
            does("apply", generation);
            does("plan", generation);
            isThere(generation);
        }
        assertTrue(resources().size() >= LEAST, () -> "too few resources");
        System.out.println("TERRAFORM: " + resources().size() + " resources");
        does("destroy", 2);
        assertEquals(Set.of(), resources());
        isGone();
        assertEquals(Set.of(), unasked());
    }

    /** What {@code spec/aws/coverage.csv} says that this test covers, less what the simulator was asked. */
    private Set<String> unasked() throws IOException {
        try (var metrics = world.uri().resolve("/_sockerless/metrics").toURL().openStream();
                var rows = Files.lines(Root.path().resolve("spec/aws/coverage.csv"))) {
            var asked = new String(metrics.readAllBytes(), UTF_8);
            return rows.map(row -> row.split(","))
                    .filter(row -> row.length == 3 && row[2].equals("TerraformTest"))
                    .map(row -> "service=\"" + row[0] + "\",operation=\"" + row[1] + "\"")
                    .filter(labels -> !asked.contains(labels))
                    .collect(Collectors.toSet());
        }
    }

    private void isThere(int generation) {
        assertEquals(
                word + " " + generation,
                aws.ssm()
                        .getParameter(
                                request -> request.name("/" + word + "/word").withDecryption(true))
                        .parameter()
                        .value());
        assertEquals(
                word + " " + generation,
                aws.s3()
                        .getObjectAsBytes(request -> request.bucket(word).key("a directory/word"))
                        .asUtf8String());
        var answer = aws.lambda()
                .invoke(request -> request.functionName(word).qualifier("live"))
                .payload()
                .asUtf8String();
        assertTrue(answer.startsWith("\"" + word + " " + generation + " none /var/task "), answer);
        assertEquals(
                8080 + generation,
                aws.ec2()
                        .describeSecurityGroups(request -> request.filters(
                                Filter.builder().name("group-name").values(word).build()))
                        .securityGroups()
                        .getFirst()
                        .ipPermissions()
                        .getFirst()
                        .fromPort());
        var line = word + "-" + generation + " /scratch 42";
        var ours = new EcsWorld(aws, word, "/ecs/" + word);
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (ours.logged("it").stream().filter(line::equals).count() < generation) {
            assertTrue(System.nanoTime() < until, () -> ours.logged("it").toString());
            EcsScenario.pause();
        }
    }

    private void isGone() throws IOException {
        assertThrows(S3Exception.class, () -> aws.s3().headBucket(request -> request.bucket(word)));
        assertThrows(
                ResourceNotFoundException.class, () -> aws.lambda().getFunction(request -> request.functionName(word)));
        assertEquals(
                "INACTIVE",
                aws.ecs()
                        .describeClusters(request -> request.clusters(word))
                        .clusters()
                        .getFirst()
                        .status());
        assertEquals(1, aws.ec2().describeVpcs(request -> {}).vpcs().size(), "the default one");
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!world.docker("ps", "-aq").isEmpty()) {
            assertTrue(System.nanoTime() < until, "containers are left at the engine");
            EcsScenario.pause();
        }
    }
}
