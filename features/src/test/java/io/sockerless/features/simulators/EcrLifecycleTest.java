package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyPreviewResult;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyPreviewStatus;
import software.amazon.awssdk.services.ecr.model.ReplicationDestination;
import software.amazon.awssdk.services.ecr.model.ReplicationRule;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.RepositoryFilter;
import software.amazon.awssdk.services.ecr.model.RepositoryFilterType;

/** Images that expire or are copied, and policies that are kept: ECR with a clock that is put forward and without an engine. */
class EcrLifecycleTest {
    private static final String ACCOUNT = "111122223333";

    @TempDir
    static Path place;

    private static EcrWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final String name = "lives-" + nonce;
    private AwsClients aws;
    private EcrClient ecr;
    private Repository repository;

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
        assertTrue(refusal.awsErrorDetails().errorMessage().contains(message), refusal::getMessage);
    }

    /** @param tags none for an image that is only known by its digest */
    private String push(String word, String... tags) throws Exception {
        var manifest = world.image(aws, repository, word + nonce);
        for (var tag : tags.length == 0 ? new String[] {null} : tags) {
            ecr.putImage(request ->
                    request.repositoryName(name).imageManifest(manifest).imageTag(tag));
        }
        return EcrWorld.sha256(manifest);
    }

    private static String rule(int priority, String selection) {
        return "{\"rulePriority\":" + priority + ",\"selection\":{" + selection + "},\"action\":{\"type\":\"expire\"}}";
    }

    private static String policy(String... rules) {
        return "{\"rules\":[" + String.join(",", rules) + "]}";
    }

    private static String count(int number) {
        return ",\"countType\":\"imageCountMoreThan\",\"countNumber\":" + number;
    }

    private static String days(int number) {
        return ",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":" + number;
    }

    private void put(String policy) {
        ecr.putLifecyclePolicy(request -> request.repositoryName(name).lifecyclePolicyText(policy));
    }

    /** After a pass that has seen all that was there before. */
    private Set<String> left(String policy) throws InterruptedException {
        put(policy);
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (ecr.getLifecyclePolicy(request -> request.repositoryName(name))
                .lastEvaluatedAt()
                .equals(Instant.EPOCH)) {
            assertTrue(System.nanoTime() < deadline, "no pass was made");
            Thread.sleep(5);
        }
        return images();
    }

    private Set<String> images() {
        return ecr.describeImages(request -> request.repositoryName(name)).imageDetails().stream()
                .map(image -> image.hasImageTags() ? String.join(",", image.imageTags()) : image.imageDigest())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void imagesExpireByCountAgeAndTags() throws Exception {
        var bare = push("bare");
        push("a", "prod-1", "beta-1");
        world.forward(Duration.ofDays(1));
        push("b", "prod-2", "beta-2");
        world.forward(Duration.ofDays(1));
        push("c", "beta-3");
        var kept = push("kept", "x-release");
        // What a rule is about is no later rule's, but it counts there.
        var prodThenBeta = policy(
                rule(1, "\"tagStatus\":\"tagged\",\"tagPrefixList\":[\"prod\"]" + count(1)),
                rule(2, "\"tagStatus\":\"tagged\",\"tagPatternList\":[\"b*t*-*\"]" + count(1)));
        var preview = ecr.startLifecyclePolicyPreview(
                request -> request.repositoryName(name).lifecyclePolicyText(prodThenBeta));
        assertEquals(LifecyclePolicyPreviewStatus.IN_PROGRESS, preview.status());
        var previewed = ecr.getLifecyclePolicyPreview(request -> request.repositoryName(name));
        assertEquals(
                List.of("1 EXPIRE [beta-1, prod-1]"),
                previewed.previewResults().stream().map(EcrLifecycleTest::said).toList());
        assertEquals(1, previewed.summary().expiringImageTotalCount());
        assertEquals(5, images().size());
        assertEquals(Set.of(bare, "beta-2,prod-2", "beta-3", "x-release"), left(prodThenBeta));
        assertEquals(
                Set.of("beta-2,prod-2", "beta-3", "x-release"),
                left(policy(rule(5, "\"tagStatus\":\"untagged\"" + days(1)))));
        // All prefixes must be among the tags.
        var both = "\"tagStatus\":\"tagged\",\"tagPrefixList\":[\"beta\",\"prod\"]" + days(1);
        assertEquals(Set.of("beta-2,prod-2", "beta-3", "x-release"), left(policy(rule(1, both))));
        world.forward(Duration.ofSeconds(1));
        assertEquals(Set.of("beta-3", "x-release"), left(policy(rule(1, both))));
        world.forward(Duration.ofDays(3));
        push("new", "new");
        assertEquals(Set.of("new"), left(policy(rule(1, "\"tagStatus\":\"any\"" + days(2)))));
        var gone = world.ask("GET", EcrWorld.path(repository) + "/manifests/" + kept, EcrWorld.token(aws), "");
        assertEquals(404, gone.statusCode(), gone::body);
    }

    private static String said(LifecyclePolicyPreviewResult result) {
        return result.appliedRulePriority() + " " + result.action().type() + " " + result.imageTags();
    }

    /** A push is enough; an image that an index needs, or may soon need, stays. */
    @Test
    void pushesMakeImagesExpire() throws Exception {
        assertEquals(Set.of(), left(policy(rule(1, "\"tagStatus\":\"any\"" + count(1)))));
        var child = world.image(aws, repository, "child" + nonce);
        ecr.putImage(request -> request.repositoryName(name).imageManifest(child));
        var other = push("other");
        var type = "application/vnd.oci.image.index.v1+json";
        var index = "{\"schemaVersion\":2,\"mediaType\":\"" + type + "\",\"manifests\":["
                + EcrWorld.descriptor(EcrWorld.MANIFEST, child) + "]}";
        world.forward(Duration.ofMinutes(50));
        ecr.putImage(
                request -> request.repositoryName(name).imageManifest(index).imageTag("all"));
        world.forward(Duration.ofMinutes(20));
        push("last", "last");
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!images().equals(Set.of("last"))) {
            assertTrue(System.nanoTime() < deadline, () -> other + " and others are still there: " + images());
            Thread.sleep(5);
        }
    }

    @Test
    void policiesAreReadAndGoWithTheirRepository() {
        var wrong = "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy"
                + " validation failure: ";
        var fine = "\"tagStatus\":\"untagged\"" + count(1);
        for (var refusal : List.of(
                List.of("{", "Could not map policyString into LifecyclePolicy.'"),
                List.of("{}", "object has missing required properties ([\"rules\"])'"),
                List.of(policy(), "array is too short"),
                List.of(policy(rule(0, fine)), "numeric instance is lower than the required minimum"),
                List.of(policy(rule(1, fine), rule(1, fine)), "rulePriority 1 is not unique"),
                List.of(policy(rule(1, "\"tagStatus\":\"tagged\"" + count(1))), "instance failed to match exactly one"),
                List.of(policy(rule(1, fine + ",\"countUnit\":\"days\"")), "instance failed to match exactly one"),
                List.of(policy(rule(1, "\"tagStatus\":\"any\"" + count(1)), rule(2, fine)), "the highest rulePriority"),
                List.of(policy(rule(1, fine.replace("imageCountMoreThan", "sinceImagePulled"))), "not found in enum"),
                List.of(policy(rule(1, fine + ",\"storageClass\":\"archive\"")), "[\"storageClass\"]"))) {
            refused("InvalidParameterException", wrong, () -> put(refusal.getFirst()));
            refused("InvalidParameterException", refusal.getLast(), () -> put(refusal.getFirst()));
        }
        Executable get = () -> ecr.getLifecyclePolicy(request -> request.repositoryName(name));
        refused("LifecyclePolicyNotFoundException", "Lifecycle policy does not exist for the repository", get);
        refused(
                "LifecyclePolicyPreviewNotFoundException",
                name,
                () -> ecr.getLifecyclePolicyPreview(request -> request.repositoryName(name)));
        var text = policy(rule(1, fine));
        put(text);
        assertEquals(
                text,
                ecr.deleteLifecyclePolicy(request -> request.repositoryName(name))
                        .lifecyclePolicyText());
        refused("LifecyclePolicyNotFoundException", name, get);
        put(text);
        ecr.deleteRepository(request -> request.repositoryName(name));
        ecr.createRepository(request -> request.repositoryName(name));
        refused("LifecyclePolicyNotFoundException", name, get);
    }

    @Test
    void policiesOfRepositoriesAndRegistriesAreKept() {
        var statement = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"%s\",\"Effect\":\"Allow\","
                + "\"Principal\":{\"AWS\":\"arn:aws:iam::444455556666:root\"},\"Action\":\"%s\"%s}]}";
        var text = statement.formatted(nonce.replace("-", ""), "ecr:BatchGetImage", "");
        ecr.setRepositoryPolicy(request -> request.repositoryName(name).policyText(text));
        assertEquals(
                text,
                ecr.getRepositoryPolicy(request -> request.repositoryName(name)).policyText());
        var resource = ",\"Resource\":\"*\"";
        for (var wrong :
                List.of("{}", "[", statement.formatted("", "s3:GetObject", ""), text.replace("Allow", "May"))) {
            refused(
                    "InvalidParameterException",
                    "'Invalid repository policy provided'",
                    () -> ecr.setRepositoryPolicy(
                            request -> request.repositoryName(name).policyText(wrong)));
        }
        assertEquals(
                text,
                ecr.deleteRepositoryPolicy(request -> request.repositoryName(name))
                        .policyText());
        refused(
                "RepositoryPolicyNotFoundException",
                "Repository policy does not exist for the repository with name '" + name + "'",
                () -> ecr.getRepositoryPolicy(request -> request.repositoryName(name)));
        var ofRegistry = statement.formatted("r", "ecr:ReplicateImage", resource);
        ecr.putRegistryPolicy(request -> request.policyText(ofRegistry));
        assertEquals(ofRegistry, ecr.getRegistryPolicy(request -> {}).policyText());
        refused(
                "InvalidParameterException",
                "'Invalid registry policy provided'",
                () -> ecr.putRegistryPolicy(
                        request -> request.policyText(statement.formatted("r", "ecr:DescribeImages", resource))));
        assertEquals(ofRegistry, ecr.deleteRegistryPolicy(request -> {}).policyText());
        refused("RegistryPolicyNotFoundException", ACCOUNT, () -> ecr.getRegistryPolicy(request -> {}));
    }

    private void replicate(String region, String account, String prefix) {
        var rule = ReplicationRule.builder()
                .destinations(ReplicationDestination.builder()
                        .region(region)
                        .registryId(account)
                        .build())
                .repositoryFilters(RepositoryFilter.builder()
                        .filter(prefix)
                        .filterType(RepositoryFilterType.PREFIX_MATCH)
                        .build())
                .build();
        ecr.putReplicationConfiguration(request -> request.replicationConfiguration(all -> all.rules(rule)));
    }

    @Test
    void pushesAreCopiedToOtherRegions() throws Exception {
        refused(
                "InvalidParameterException",
                "Replication destination cannot be the same as the source registry",
                () -> replicate("eu-central-1", ACCOUNT, name));
        refused("ValidationException", "This feature is disabled", () -> replicate("eu-west-1", "444455556666", name));
        replicate("eu-west-1", ACCOUNT, name);
        assertEquals(
                name,
                ecr.describeRegistry(request -> {})
                        .replicationConfiguration()
                        .rules()
                        .getFirst()
                        .repositoryFilters()
                        .getFirst()
                        .filter());
        var digest = push("a", "v1");
        var there = EcrWorld.path(repository).replace("eu-central-1", "eu-west-1");
        var token = EcrWorld.token(aws);
        var copied = world.ask("GET", there + "/manifests/v1", token, "");
        assertEquals(200, copied.statusCode(), copied::body);
        assertEquals(digest, EcrWorld.sha256(copied.body()));
        var layer = "layer a" + nonce;
        assertEquals(
                layer,
                world.ask("GET", there + "/blobs/" + EcrWorld.sha256(layer), token, "")
                        .body());
        replicate("eu-west-1", ACCOUNT, "other-");
        push("b", "v2");
        assertEquals(404, world.ask("GET", there + "/manifests/v2", token, "").statusCode());
    }

    /** Nothing is made up. */
    @Test
    void noImageIsScanned() throws Exception {
        push("a", "v1");
        var id = ImageIdentifier.builder().imageTag("v1").build();
        refused(
                "ValidationException",
                "This feature is disabled: no image is scanned.",
                () -> ecr.startImageScan(request -> request.repositoryName(name).imageId(id)));
        refused(
                "ImageNotFoundException",
                "v2",
                () -> ecr.startImageScan(request -> request.repositoryName(name).imageId(one -> one.imageTag("v2"))));
        var told =
                ecr.batchGetRepositoryScanningConfiguration(request -> request.repositoryNames(name, "none-" + nonce));
        assertEquals(false, told.scanningConfigurations().getFirst().scanOnPush());
        assertEquals("none-" + nonce, told.failures().getFirst().repositoryName());
        assertEquals(
                "BASIC",
                ecr.getRegistryScanningConfiguration(request -> {})
                        .scanningConfiguration()
                        .scanTypeAsString());
    }
}
