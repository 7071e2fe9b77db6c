package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.Repository;

/** Pull-through caches of ECR: one simulated cloud's registry is upstream of another's, which has to log in there. */
class EcrCacheTest {
    private static final String ACCOUNT = "111122223333";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();
    private EcrWorld world;
    private EcrWorld upstream;
    private AwsClients aws;
    private AwsClients there;
    private Repository repository;

    @BeforeEach
    void start() {
        world = new EcrWorld(place.resolve("cache"));
        upstream = new EcrWorld(place.resolve("upstream"));
        aws = world.account("444455556666");
        there = upstream.account(ACCOUNT);
        repository = there.ecr()
                .createRepository(request -> request.repositoryName("up-" + nonce))
                .repository();
    }

    @AfterEach
    void stop() {
        aws.close();
        there.close();
        world.close();
        upstream.close();
    }

    private static void refused(String code, String message, Executable what) {
        var refusal = assertThrows(EcrException.class, what);
        assertEquals(code, refusal.awsErrorDetails().errorCode());
        assertTrue(refusal.awsErrorDetails().errorMessage().contains(message), refusal::getMessage);
    }

    private void push(String manifest, String type, String tag) {
        there.ecr()
                .putImage(request -> request.repositoryName(repository.repositoryName())
                        .imageManifest(manifest)
                        .imageManifestMediaType(type)
                        .imageTag(tag));
    }

    /** The ARN of what the registry upstream lets in, or not. */
    private String secret(String name, String password) {
        return aws.secrets()
                .createSecret(request -> request.name("ecr-pullthroughcache/" + name)
                        .secretString("{\"username\":\"AWS\",\"accessToken\":\"" + password + "\"}"))
                .arn();
    }

    private String password() {
        var token = new String(Base64.getDecoder().decode(EcrWorld.token(there)), StandardCharsets.UTF_8);
        return token.substring("AWS:".length());
    }

    private void rule(String prefix, String arn) {
        aws.ecr()
                .createPullThroughCacheRule(request -> request.ecrRepositoryPrefix(prefix)
                        .upstreamRegistryUrl(upstream.uri().getAuthority())
                        .credentialArn(arn));
    }

    private String name(String prefix) {
        return prefix + EcrWorld.path(repository).replaceFirst("^/v2", "");
    }

    /** @param what manifests or blobs, and which one */
    private HttpResponse<String> pull(String prefix, String what) throws Exception {
        return world.ask(
                "GET", "/v2/444455556666.dkr.ecr.eu-central-1/" + name(prefix) + "/" + what, EcrWorld.token(aws), "");
    }

    private List<String> here(String prefix) {
        return aws.ecr().describeImages(request -> request.repositoryName(name(prefix))).imageDetails().stream()
                .map(image -> image.imageDigest())
                .sorted()
                .toList();
    }

    @Test
    void whatIsPulledComesFromUpstreamAndStays() throws Exception {
        var first = upstream.image(there, repository, "first " + nonce);
        push(first, EcrWorld.MANIFEST, "one");
        var child = upstream.image(there, repository, "child " + nonce);
        push(child, EcrWorld.MANIFEST, "child");
        var index = "{\"schemaVersion\":2,\"mediaType\":\"" + INDEX + "\",\"manifests\":["
                + EcrWorld.descriptor(EcrWorld.MANIFEST, child) + "]}";
        push(index, INDEX, "many");
        assertEquals(404, pull("cached", "manifests/one").statusCode());
        rule("cached", secret("good", password()));

        assertEquals(first, pull("cached", "manifests/one").body());
        assertEquals(List.of(EcrWorld.sha256(first)), here("cached"));
        var layer = "layer first " + nonce;
        assertEquals(layer, pull("cached", "blobs/" + EcrWorld.sha256(layer)).body());
        assertEquals(
                child, pull("cached", "manifests/" + EcrWorld.sha256(child)).body());
        assertEquals(EcrWorld.sha256(index), EcrWorld.sha256(indexed("cached")));
        assertEquals(
                List.of(EcrWorld.sha256(first), EcrWorld.sha256(child), EcrWorld.sha256(index)).stream()
                        .sorted()
                        .toList(),
                here("cached"));

        // What a tag names is asked again after a day.
        var second = upstream.image(there, repository, "second " + nonce);
        push(second, EcrWorld.MANIFEST, "one");
        assertEquals(first, pull("cached", "manifests/one").body());
        world.forward(Duration.ofHours(25));
        assertEquals(second, pull("cached", "manifests/one").body());

        // What is not upstream is nowhere; and nobody pushes to where nothing came to yet.
        assertEquals(404, pull("cached", "manifests/none").statusCode());
        var pushed = world.ask(
                "PUT", "/v2/444455556666.dkr.ecr.eu-central-1/cached/other/manifests/one", EcrWorld.token(aws), first);
        assertEquals(404, pushed.statusCode(), pushed::body);

        // Without upstream there is what came.
        upstream.close();
        world.forward(Duration.ofHours(25));
        assertEquals(second, pull("cached", "manifests/one").body());
        var missing = pull("cached", "manifests/none");
        assertEquals(503, missing.statusCode(), missing::body);
        aws.ecr().deletePullThroughCacheRule(request -> request.ecrRepositoryPrefix("cached"));
        assertEquals(404, pull("cached", "manifests/none").statusCode());
    }

    /** The bytes of the index, for a client that takes one. */
    private String indexed(String prefix) throws Exception {
        var images = aws.ecr();
        assertEquals(200, pull(prefix, "manifests/many").statusCode());
        return images.batchGetImage(request -> request.repositoryName(name(prefix))
                        .imageIds(ImageIdentifier.builder().imageTag("many").build()))
                .images()
                .getFirst()
                .imageManifest();
    }

    @Test
    void rulesAreCheckedAndTold() throws Exception {
        push(upstream.image(there, repository, nonce), EcrWorld.MANIFEST, "one");
        var wrong = secret("wrong-" + nonce, "no " + nonce);
        rule("wrong", wrong);
        var fault = aws.ecr().validatePullThroughCacheRule(request -> request.ecrRepositoryPrefix("wrong"));
        assertFalse(fault.isValid());
        assertTrue(fault.failure().contains("401"), fault::failure);
        assertFalse(fault.failure().contains("no " + nonce), fault::failure);
        var denied = pull("wrong", "manifests/one");
        assertEquals(403, denied.statusCode(), denied::body);

        var good = secret("good-" + nonce, password());
        assertEquals(
                good,
                aws.ecr()
                        .updatePullThroughCacheRule(
                                request -> request.ecrRepositoryPrefix("wrong").credentialArn(good))
                        .credentialArn());
        assertTrue(aws.ecr()
                .validatePullThroughCacheRule(request -> request.ecrRepositoryPrefix("wrong"))
                .isValid());
        assertEquals(200, pull("wrong", "manifests/one").statusCode());

        refused("PullThroughCacheRuleAlreadyExistsException", "wrong", () -> rule("wrong", good));
        refused(
                "SecretNotFoundException",
                "none-" + nonce,
                () -> rule("other", good.replaceFirst("good-.*", "none-" + nonce)));
        refused(
                "InvalidParameterException",
                "ecr-pullthroughcache/",
                () -> rule("other", good.replace("pullthrough", "")));
        refused("InvalidParameterException", "ecrRepositoryPrefix", () -> rule("No", good));
        refused(
                "UnsupportedUpstreamRegistryException",
                "isn't supported",
                () -> aws.ecr()
                        .createPullThroughCacheRule(
                                request -> request.ecrRepositoryPrefix("other").upstreamRegistryUrl("example.com")));
        refused(
                "InvalidParameterException",
                "docker-hub needs credentials",
                () -> aws.ecr()
                        .createPullThroughCacheRule(request ->
                                request.ecrRepositoryPrefix("other").upstreamRegistryUrl("registry-1.docker.io")));
        refused(
                "PullThroughCacheRuleNotFoundException",
                "'none'",
                () -> aws.ecr().describePullThroughCacheRules(request -> request.ecrRepositoryPrefixes("none")));
        aws.ecr()
                .createPullThroughCacheRule(
                        request -> request.ecrRepositoryPrefix("public/").upstreamRegistryUrl("public.ecr.aws"));
        assertEquals(
                List.of("public ecr-public", "wrong null"),
                aws
                        .ecr()
                        .describePullThroughCacheRules(request -> request.maxResults(9))
                        .pullThroughCacheRules()
                        .stream()
                        .map(one -> one.ecrRepositoryPrefix() + " " + one.upstreamRegistryAsString())
                        .toList());
    }
}
