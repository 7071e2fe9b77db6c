package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.EncryptionType;
import software.amazon.awssdk.services.ecr.model.ImageFailure;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.Tag;

/** ECR's API, with a clock that is put forward and without an engine. */
class EcrApiTest {
    private static final String ACCOUNT = "111122223333";

    @TempDir
    static Path place;

    private static EcrWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private AwsClients aws;
    private EcrClient ecr;
    private Repository repository;
    private String name;

    @BeforeAll
    static void start() {
        world = new EcrWorld(place);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void make() {
        aws = world.account(ACCOUNT);
        ecr = aws.ecr();
        name = "team/app-" + nonce;
        repository =
                ecr.createRepository(request -> request.repositoryName(name)).repository();
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private static void refused(String code, String message, Executable what) {
        var refusal = assertThrows(EcrException.class, what);
        assertEquals(code, refusal.awsErrorDetails().errorCode());
        assertEquals(message, refusal.awsErrorDetails().errorMessage());
        assertEquals(400, refusal.statusCode());
    }

    private static ImageIdentifier tagged(String tag) {
        return ImageIdentifier.builder().imageTag(tag).build();
    }

    private static ImageIdentifier digested(String digest) {
        return ImageIdentifier.builder().imageDigest(digest).build();
    }

    private String path() {
        return EcrWorld.path(repository);
    }

    private String blob(String content) throws Exception {
        return world.blob(aws, repository, content);
    }

    private String image(String word) throws Exception {
        return world.image(aws, repository, word + nonce);
    }

    private String put(String manifest, String tag) {
        return ecr.putImage(request ->
                        request.repositoryName(name).imageManifest(manifest).imageTag(tag))
                .image()
                .imageId()
                .imageDigest();
    }

    private Set<String> listed() {
        return ecr.listImagesPaginator(request -> request.repositoryName(name).maxResults(1)).imageIds().stream()
                .map(id -> id.imageTag() + " " + id.imageDigest())
                .collect(Collectors.toSet());
    }

    @Test
    void tokensAreForOneAccountAndTwelveHours() throws Exception {
        var token = EcrWorld.token(aws);
        assertEquals(200, world.ask("GET", "/v2/", token, "").statusCode());
        var pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
        for (var forged : List.of("", pair + "x", pair.replace(ACCOUNT, "444455556666"), pair.replace("AWS", "aws"))) {
            var encoded = Base64.getEncoder().encodeToString(forged.getBytes(StandardCharsets.UTF_8));
            var stranger = world.ask("GET", "/v2/", encoded, "");
            assertEquals(401, stranger.statusCode(), stranger::body);
            assertTrue(stranger.body().contains("\"UNAUTHORIZED\""), stranger::body);
            var challenge = stranger.headers().firstValue("WWW-Authenticate").orElse("");
            assertTrue(challenge.startsWith("Basic realm="), challenge);
        }
        try (var other = world.account("444455556666")) {
            var theirs = world.ask("GET", path() + "/tags/list", EcrWorld.token(other), "");
            assertEquals(403, theirs.statusCode(), theirs::body);
            assertEquals(List.of(), other.ecr().describeRepositories().repositories());
        }
        world.forward(Duration.ofHours(12).minusSeconds(2));
        assertEquals(200, world.ask("GET", "/v2/", token, "").statusCode());
        world.forward(Duration.ofSeconds(3));
        var late = world.ask("GET", "/v2/", token, "");
        assertEquals(403, late.statusCode());
        assertTrue(
                late.body().contains("Your authorization token has expired. Reauthenticate and try again."),
                late::body);
        assertEquals(200, world.ask("GET", "/v2/", EcrWorld.token(aws), "").statusCode());
        var log = world.ask("GET", "/_sockerless/requests", "", "").body();
        assertTrue(log.contains("\"status\":403") && !log.contains(pair.substring(4)), log);
    }

    @Test
    void repositoriesAreRefusedByName() {
        var expression = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";
        for (var wrong : List.of("Upper", "a//b", "-a", "a/", "x".repeat(300))) {
            refused(
                    "InvalidParameterException",
                    "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular"
                            + " expression '" + expression + "''",
                    () -> ecr.createRepository(request -> request.repositoryName(wrong)));
        }
        refused(
                "RepositoryAlreadyExistsException",
                "The repository with name '" + name + "' already exists in the registry with id '" + ACCOUNT + "'",
                () -> ecr.createRepository(request -> request.repositoryName(name)));
        refused(
                "InvalidParameterException",
                "scanOnPush is not simulated: no image is scanned.",
                () -> ecr.createRepository(request -> request.repositoryName("scanned")
                        .imageScanningConfiguration(scanning -> scanning.scanOnPush(true))));
        refused(
                "InvalidParameterException",
                "Encryption with keys of KMS is not simulated.",
                () -> ecr.createRepository(request -> request.repositoryName("hidden")
                        .encryptionConfiguration(encryption -> encryption.encryptionType(EncryptionType.KMS))));
        var missing = "The repository with name 'none' does not exist in the registry with id '" + ACCOUNT + "'";
        Stream.<Executable>of(
                        () -> ecr.describeRepositories(request -> request.repositoryNames("none")),
                        () -> ecr.deleteRepository(
                                request -> request.repositoryName("none").force(true)),
                        () -> ecr.listImages(request -> request.repositoryName("none")),
                        () -> ecr.batchGetImage(
                                request -> request.repositoryName("none").imageIds(tagged("v1"))))
                .forEach(what -> refused("RepositoryNotFoundException", missing, what));
        var unknown = assertThrows(
                EcrException.class, () -> ecr.deleteRepositoryCreationTemplate(request -> request.prefix("hub")));
        assertEquals("UnknownOperationException", unknown.awsErrorDetails().errorCode());
        assertFalse(ecr.putImageScanningConfiguration(request ->
                        request.repositoryName(name).imageScanningConfiguration(one -> one.scanOnPush(false)))
                .imageScanningConfiguration()
                .scanOnPush());
    }

    @Test
    void repositoriesAreListedInPagesAndTagged() {
        for (int i = 0; i < 5; i++) {
            var more = name + i;
            ecr.createRepository(request -> request.repositoryName(more));
        }
        var found = ecr.describeRepositoriesPaginator(request -> request.maxResults(2)).repositories().stream()
                .map(Repository::repositoryName)
                .filter(one -> one.startsWith(name))
                .toList();
        assertEquals(List.of(name, name + 0, name + 1, name + 2, name + 3, name + 4), found);
        var arn = repository.repositoryArn();
        assertEquals("arn:aws:ecr:eu-central-1:" + ACCOUNT + ":repository/" + name, arn);
        var owner = Tag.builder().key("owner").value(nonce).build();
        var cost = Tag.builder().key("cost").value("1").build();
        ecr.tagResource(request -> request.resourceArn(arn).tags(owner, cost));
        ecr.untagResource(request -> request.resourceArn(arn).tagKeys("cost"));
        assertEquals(
                List.of(owner),
                ecr.listTagsForResource(request -> request.resourceArn(arn)).tags());
        refused(
                "RepositoryNotFoundException",
                "The repository with name '" + name + "x' does not exist in the registry with id '" + ACCOUNT + "'",
                () -> ecr.listTagsForResource(request -> request.resourceArn(arn + "x")));
    }

    @Test
    void imagesComeByTheApi() throws Exception {
        var whole = image("a");
        var digest = EcrWorld.sha256(whole);
        var absent = EcrWorld.manifest(
                blob("config " + nonce), EcrWorld.descriptor("application/octet-stream", "absent " + nonce));
        refused(
                "LayersNotFoundException",
                "Layers with digests '[" + EcrWorld.sha256("absent " + nonce)
                        + "]' required for pushing image into repository with name '" + name
                        + "' in the registry with id '" + ACCOUNT + "' do not exist",
                () -> put(absent, "v1"));
        refused(
                "ImageDigestDoesNotMatchException",
                "The specified image digest does not match the digest that Amazon ECR calculated for the image.",
                () -> ecr.putImage(request ->
                        request.repositoryName(name).imageManifest(whole).imageDigest(EcrWorld.sha256(nonce))));
        assertEquals(
                "InvalidParameterException",
                assertThrows(EcrException.class, () -> put("{\"schemaVersion\":", "v1"))
                        .awsErrorDetails()
                        .errorCode());
        assertEquals(Set.of(), listed());
        assertEquals(digest, put(whole, "v1"));
        refused(
                "ImageAlreadyExistsException",
                "Image with digest '" + digest + "' and tag 'v1' already exists in the repository with name '" + name
                        + "' in registry with id '" + ACCOUNT + "'",
                () -> put(whole, "v1"));
        // A second name is none of a second push.
        var pushed = ecr.describeImages(request -> request.repositoryName(name))
                .imageDetails()
                .getFirst()
                .imagePushedAt();
        world.forward(Duration.ofMinutes(5));
        put(whole, "v2");
        assertEquals(Set.of("v1 " + digest, "v2 " + digest), listed());
        var detail = ecr.describeImages(request -> request.repositoryName(name).imageIds(tagged("v2")))
                .imageDetails()
                .getFirst();
        assertEquals(pushed, detail.imagePushedAt());
        assertEquals(List.of("v1", "v2"), detail.imageTags());
        var pulled = world.ask("GET", path() + "/manifests/v2", EcrWorld.token(aws), "");
        assertEquals(whole, pulled.body());
        refused(
                "ImageNotFoundException",
                "The image with imageId {imageDigest:'null', imageTag:'v9'} does not exist within the repository with"
                        + " name '" + name + "' in the registry with id '" + ACCOUNT + "'",
                () -> ecr.describeImages(request -> request.repositoryName(name).imageIds(tagged("v9"))));
        refused(
                "ScanNotFoundException",
                "Image scan does not exist for the image with '{imageDigest:'null', imageTag:'v1'}' in the repository"
                        + " with name '" + name + "' in the registry with id '" + ACCOUNT + "'",
                () -> ecr.describeImageScanFindings(
                        request -> request.repositoryName(name).imageId(tagged("v1"))));
    }

    @Test
    void anImageGoesWithItsLastTag() throws Exception {
        var digest = put(image("a"), "v1");
        put(image("a"), "v2");
        var other = put(image("b"), "w");
        var deleted = ecr.batchDeleteImage(request -> request.repositoryName(name)
                .imageIds(
                        tagged("v1"),
                        tagged("v9"),
                        digested("no digest"),
                        ImageIdentifier.builder().build()));
        assertEquals(List.of(tagged("v1").toBuilder().imageDigest(digest).build()), deleted.imageIds());
        assertEquals(
                List.of(
                        "ImageNotFound Requested image not found",
                        "InvalidImageDigest Invalid request parameters: image digest should satisfy the regex"
                                + " '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
                        "MissingDigestAndTag Invalid request parameters: both tag and digest cannot be null"),
                deleted.failures().stream().map(EcrApiTest::said).toList());
        assertEquals(Set.of("v2 " + digest, "w " + other), listed());
        ecr.batchDeleteImage(request -> request.repositoryName(name).imageIds(tagged("v2")));
        assertEquals(Set.of("w " + other), listed());
        var missing = ecr.batchGetImage(request -> request.repositoryName(name).imageIds(digested(digest)));
        assertEquals(List.of(), missing.images());
        assertEquals(
                List.of("ImageNotFound Requested image not found"),
                missing.failures().stream().map(EcrApiTest::said).toList());
        var gone = world.ask("GET", path() + "/manifests/" + digest, EcrWorld.token(aws), "");
        assertEquals(404, gone.statusCode(), gone::body);
        var layers = ecr.batchCheckLayerAvailability(
                request -> request.repositoryName(name).layerDigests("x", EcrWorld.sha256(nonce)));
        assertEquals("InvalidLayerDigest", layers.failures().getFirst().failureCodeAsString());
        assertEquals("UNAVAILABLE", layers.layers().getFirst().layerAvailabilityAsString());
    }

    @Test
    void whatAnIndexNeedsStays() throws Exception {
        var child = image("child");
        var digest = put(child, "child");
        var type = "application/vnd.oci.image.index.v1+json";
        var index = "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"manifests\":["
                + EcrWorld.descriptor(EcrWorld.MANIFEST, child) + "]}";
        var whole = put(index, "all");
        var refusal = ecr.batchDeleteImage(
                        request -> request.repositoryName(name).imageIds(digested(digest)))
                .failures();
        assertEquals("ImageReferencedByManifestList", refusal.getFirst().failureCodeAsString());
        assertEquals(Set.of("child " + digest, "all " + whole), listed());
        var unfit = "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"manifests\":["
                + EcrWorld.descriptor(EcrWorld.MANIFEST, "absent") + "]}";
        assertEquals(
                "ReferencedImagesNotFoundException",
                assertThrows(EcrException.class, () -> put(unfit, "unfit"))
                        .awsErrorDetails()
                        .errorCode());
        ecr.batchDeleteImage(request -> request.repositoryName(name).imageIds(digested(whole)));
        ecr.batchDeleteImage(request -> request.repositoryName(name).imageIds(digested(digest)));
        assertEquals(Set.of(), listed());
        assertEquals(
                name,
                ecr.deleteRepository(request -> request.repositoryName(name))
                        .repository()
                        .repositoryName());
    }

    private static String said(ImageFailure failure) {
        return failure.failureCodeAsString() + " " + failure.failureReason();
    }

    @Test
    void anObjectMayHaveTheRegistrysPath() throws IOException {
        var request = "GET /v2/ HTTP/1.1\r\nHost: none-" + nonce.substring(0, 8) + ".s3.eu-central-1.amazonaws.com\r\n"
                + "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/s3/aws4_request,"
                + " SignedHeaders=host, Signature=" + "0".repeat(64) + "\r\nConnection: close\r\n\r\n";
        try (var socket = new Socket(world.uri().getHost(), world.uri().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.contains("<Code>NoSuchBucket</Code>"), answer);
        }
    }

    @Test
    void aResetForgetsAllOfIt() throws Exception {
        put(image("a"), "v1");
        var token = EcrWorld.token(aws);
        assertEquals(204, world.ask("POST", "/_sockerless/reset", "", "").statusCode());
        assertEquals(List.of(), ecr.describeRepositories().repositories());
        assertEquals(401, world.ask("GET", "/v2/", token, "").statusCode());
        ecr.createRepository(request -> request.repositoryName(name));
        assertEquals(Set.of(), listed());
    }
}
