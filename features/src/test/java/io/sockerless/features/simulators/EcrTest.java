package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageTagAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.RepositoryNotEmptyException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.ecs.model.RegisterTaskDefinitionRequest;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;

/** ECR through Amazon's own client and the docker command: what is pushed is what is described, and what tasks run. */
class EcrTest {
    private static final Pattern PUSHED = Pattern.compile("digest: (sha256:[0-9a-f]{64}) size: \\d+");

    @TempDir
    static Path place;

    private static Daemon daemon;
    private static SimulatorProcess simulator;
    private static Passage passage;

    private final String nonce = UUID.randomUUID().toString();
    private final int code = ThreadLocalRandom.current().nextInt(2, 120);
    private AwsClients aws;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ECR SKIPPED: " + why);
            assumeTrue(false, why);
        });
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "ecr");
        simulator = SimulatorProcess.start(place.resolve("state"), daemon.host());
        passage = Passage.open(daemon.machine(), place, simulator.uri());
    }

    @AfterAll
    static void stop() throws IOException {
        if (simulator != null) {
            simulator.close();
        }
        if (passage != null) {
            passage.close();
        }
        if (daemon != null) {
            daemon.close();
        }
    }

    @BeforeEach
    void make() {
        aws = simulator.clients();
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private static String docker(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("docker", "--config", place.toString(), "-H", daemon.host()));
        command.addAll(List.of(arguments));
        return new String(Programs.run(daemon.machine().inside(place, command)), StandardCharsets.UTF_8);
    }

    /** An image that is like no other, and what it does when it is run. */
    private String image(String name, String word) throws IOException {
        docker("run", "--name", nonce, "busybox", "sh", "-c", "echo " + word + " >/nonce");
        docker("commit", "--change", "CMD [\"sh\", \"-c\", \"cat /nonce; exit " + code + "\"]", nonce, name);
        docker("rm", nonce);
        return name;
    }

    private static String push(String name) throws IOException {
        var said = PUSHED.matcher(docker("push", name));
        assertTrue(said.find(), "no digest was told");
        return said.group(1);
    }

    private static String refusedPush(String name) {
        return assertThrows(IOException.class, () -> docker("push", name)).getMessage();
    }

    private Repository repository(String name, ImageTagMutability mutability) {
        return aws.ecr()
                .createRepository(request -> request.repositoryName(name).imageTagMutability(mutability))
                .repository();
    }

    private String login() throws IOException {
        var data = aws.ecr().getAuthorizationToken().authorizationData().getFirst();
        assertEquals(simulator.uri(), URI.create(data.proxyEndpoint()));
        var left = Duration.between(Instant.now(), data.expiresAt());
        assertTrue(left.toMinutes() > 11 * 60 && left.toHours() <= 12, left::toString);
        var pair = new String(Base64.getDecoder().decode(data.authorizationToken()), StandardCharsets.UTF_8);
        assertTrue(pair.startsWith("AWS:"), "the user is AWS");
        var password = pair.substring(4);
        var said = docker("login", "-u", "AWS", "-p", password, simulator.uri().getAuthority());
        assertTrue(said.contains("Login Succeeded"), said);
        return password;
    }

    @Test
    void whatIsPushedIsDescribedAndRunAfterAKill() throws Exception {
        var repository = repository("team/app-" + nonce, ImageTagMutability.MUTABLE);
        assertEquals(
                simulator.uri().getAuthority() + "/" + repository.registryId() + ".dkr.ecr.eu-central-1/team/app-"
                        + nonce,
                repository.repositoryUri());
        login();
        var before = Instant.now().minusSeconds(1);
        var name = image(repository.repositoryUri() + ":v1", nonce);
        var digest = push(name);
        described(repository, digest, before);
        docker("rmi", name);
        assertEquals("", docker("images", "-q", repository.repositoryUri()));
        // What the engine has by that name is not what the registry has.
        docker("tag", "busybox", name);

        var port = simulator.uri().getAuthority();
        simulator.kill();
        aws.close();
        simulator = SimulatorProcess.start(place.resolve("state"), daemon.host(), "--listen", port);
        aws = simulator.clients();
        described(repository, digest, before);

        var world = EcsWorld.make(aws, nonce);
        var tasks = Stream.of(":v1", "@" + digest)
                .map(reference -> definition(world, repository.repositoryUri() + reference)
                        .executionRoleArn("arn:aws:iam::" + repository.registryId() + ":role/pulls")
                        .build())
                .map(definition -> aws.ecs().registerTaskDefinition(definition).taskDefinition())
                .map(definition -> world.run(definition.taskDefinitionArn()))
                .toList();
        for (var task : tasks) {
            var stopped = world.stopped(task);
            assertEquals(TaskStopCode.ESSENTIAL_CONTAINER_EXITED, stopped.stopCode(), stopped::stoppedReason);
            assertEquals(code, stopped.containers().getFirst().exitCode());
        }
        assertEquals(List.of(nonce, nonce), world.logged("it/main/"));
        // Whoever logged in before the kill still may.
        assertTrue(docker("pull", name).contains("Digest: " + digest));
        var roleless = definition(world, name).build();
        assertEquals(
                "Fargate requires task definition to have execution role ARN to support ECR images.",
                assertThrows(ClientException.class, () -> aws.ecs().registerTaskDefinition(roleless))
                        .awsErrorDetails()
                        .errorMessage());
    }

    private RegisterTaskDefinitionRequest.Builder definition(EcsWorld world, String image) {
        var main = world.script("main", "").image(image).command(List.of()).build();
        return RegisterTaskDefinitionRequest.builder()
                .family("f-" + nonce)
                .networkMode(NetworkMode.AWSVPC)
                .requiresCompatibilities(Compatibility.FARGATE)
                .cpu("256")
                .memory("512")
                .containerDefinitions(main);
    }

    private void described(Repository repository, String digest, Instant before) throws Exception {
        var name = repository.repositoryName();
        var image = aws.ecr()
                .describeImages(request -> request.repositoryName(name))
                .imageDetails()
                .getFirst();
        assertEquals(digest, image.imageDigest());
        assertEquals(List.of("v1"), image.imageTags());
        assertTrue(
                image.imagePushedAt().isAfter(before) && image.imagePushedAt().isBefore(Instant.now()));
        var id = ImageIdentifier.builder().imageDigest(digest).imageTag("v1").build();
        assertEquals(
                List.of(id),
                aws.ecr().listImages(request -> request.repositoryName(name)).imageIds());
        var got = aws.ecr()
                .batchGetImage(request -> request.repositoryName(name)
                        .imageIds(ImageIdentifier.builder().imageTag("v1").build()))
                .images()
                .getFirst();
        assertEquals(id, got.imageId());
        assertEquals(digest, EcrWorld.sha256(got.imageManifest()));
        var manifest = Json.parse(got.imageManifest().getBytes(StandardCharsets.UTF_8));
        assertEquals(got.imageManifestMediaType(), manifest.path("mediaType").asText());
        var layers = manifest.path("layers").valueStream().toList();
        var size =
                layers.stream().mapToLong(layer -> layer.path("size").asLong()).sum();
        assertEquals(size + manifest.path("config").path("size").asLong(), image.imageSizeInBytes());
        var digests =
                layers.stream().map(layer -> layer.path("digest").asText()).toList();
        var available = aws.ecr()
                .batchCheckLayerAvailability(
                        request -> request.repositoryName(name).layerDigests(digests))
                .layers();
        assertEquals(
                layers.stream().map(EcrTest::availability).toList(),
                available.stream()
                        .map(layer -> layer.layerDigest() + " " + layer.layerAvailability() + " " + layer.layerSize())
                        .toList());
    }

    private static String availability(JsonNode layer) {
        return layer.path("digest").asText() + " AVAILABLE "
                + layer.path("size").asLong();
    }

    @Test
    void immutableTagsStay() throws IOException {
        var repository = repository("fixed-" + nonce, ImageTagMutability.IMMUTABLE);
        var name = repository.repositoryName();
        login();
        var first = image(repository.repositoryUri() + ":v1", nonce);
        var digest = push(first);
        assertEquals(digest, push(first));
        image(first, "other " + nonce);
        var words = "The image tag 'v1' already exists in the '" + name
                + "' repository and cannot be overwritten because the repository is immutable.";
        var refused = refusedPush(first);
        assertTrue(refused.contains("tag invalid: " + words), refused);
        var other = repository.repositoryUri() + ":v2";
        docker("tag", first, other);
        var second = push(other);
        assertFalse(digest.equals(second), "another image");
        var manifest = aws.ecr()
                .batchGetImage(request -> request.repositoryName(name)
                        .imageIds(ImageIdentifier.builder().imageTag("v2").build()))
                .images()
                .getFirst()
                .imageManifest();
        var exists = assertThrows(
                ImageTagAlreadyExistsException.class,
                () -> aws.ecr()
                        .putImage(request -> request.repositoryName(name)
                                .imageManifest(manifest)
                                .imageTag("v1")));
        assertEquals(words, exists.awsErrorDetails().errorMessage());
        aws.ecr()
                .putImageTagMutability(
                        request -> request.repositoryName(name).imageTagMutability(ImageTagMutability.MUTABLE));
        assertEquals(second, push(first));
        var details = aws.ecr()
                .describeImages(request -> request.repositoryName(name)
                        .imageIds(ImageIdentifier.builder().imageDigest(second).build()))
                .imageDetails()
                .getFirst();
        assertEquals(List.of("v1", "v2"), details.imageTags());
    }

    @Test
    void onlyWhatIsThereTakesPushes() throws IOException {
        login();
        var repository = repository("gone-" + nonce, ImageTagMutability.MUTABLE);
        var name = repository.repositoryName();
        var image = image(repository.repositoryUri() + ":v1", nonce);
        var digest = push(image);
        var full = assertThrows(
                RepositoryNotEmptyException.class,
                () -> aws.ecr().deleteRepository(request -> request.repositoryName(name)));
        assertEquals(
                "The repository with name '" + name + "' in registry with id '" + repository.registryId()
                        + "' cannot be deleted because it still contains images",
                full.awsErrorDetails().errorMessage());
        assertTrue(docker("pull", image).contains("Digest: " + digest));
        var gone = aws.ecr()
                .deleteRepository(request -> request.repositoryName(name).force(true));
        assertEquals(repository.repositoryArn(), gone.repository().repositoryArn());
        var words = "The repository with name '" + name + "' does not exist in the registry with id '"
                + repository.registryId() + "'";
        var unknown = assertThrows(
                RepositoryNotFoundException.class,
                () -> aws.ecr().describeImages(request -> request.repositoryName(name)));
        assertEquals(words, unknown.awsErrorDetails().errorMessage());
        var refused = refusedPush(image);
        assertTrue(refused.contains("name unknown: " + words), refused);
        repository(name, ImageTagMutability.MUTABLE);
        assertEquals(
                List.of(),
                aws.ecr().listImages(request -> request.repositoryName(name)).imageIds());
        assertEquals(digest, push(image));
    }

    @Test
    void strangersAreTurnedAway() throws IOException {
        var repository = repository("closed-" + nonce, ImageTagMutability.MUTABLE);
        var image = image(repository.repositoryUri() + ":v1", nonce);
        var authority = simulator.uri().getAuthority();
        var password = login();
        docker("logout", authority);
        var anonymous = refusedPush(image);
        assertTrue(anonymous.contains("no basic auth credentials"), anonymous);
        var wrong =
                assertThrows(IOException.class, () -> docker("login", "-u", "AWS", "-p", password + "x", authority));
        assertTrue(wrong.getMessage().contains("401 Unauthorized"), wrong::getMessage);
        assertEquals(
                List.of(),
                aws.ecr()
                        .listImages(request -> request.repositoryName(repository.repositoryName()))
                        .imageIds());
        login();
        push(image);
    }
}
