package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.S3World.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** What browsers and other strangers may do with a bucket: origins, policies, public access; and who encrypts. */
class S3CorsTest {
    @TempDir
    static Path place;

    private static S3World world;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String nonce = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        world = S3World.start(place.resolve("state"));
    }

    @BeforeEach
    void empty() throws Exception {
        world.reset();
        world.put("dir/k", nonce.getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    /** As nobody. @param headers names and values in turn */
    private static HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(world.simulator.uri().resolve("/" + world.bucket + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static void cors(CORSRule... rules) {
        world.s3.putBucketCors(request -> request.bucket(world.bucket).corsConfiguration(all -> all.corsRules(rules)));
    }

    private static HttpResponse<String> preflight(String origin, String method, String headers) throws Exception {
        return ask(
                "OPTIONS",
                "/dir/k",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                headers);
    }

    @Test
    void browsersAreToldWhatTheRulesSay() throws Exception {
        refused(404, "NoSuchCORSConfiguration", () -> world.s3.getBucketCors(request -> request.bucket(world.bucket)));
        var off = preflight("https://a.example", "GET", "x-amz-date");
        assertEquals(403, off.statusCode());
        assertTrue(off.body().contains("CORSResponse: CORS is not enabled for this bucket."), off::body);
        var rule = CORSRule.builder()
                .id(nonce)
                .allowedOrigins("https://*.example")
                .allowedMethods("PUT", "GET")
                .allowedHeaders("x-amz-*", "Content-Type")
                .exposeHeaders("ETag")
                .maxAgeSeconds(321)
                .build();
        var any = CORSRule.builder().allowedOrigins("*").allowedMethods("HEAD").build();
        cors(rule, any);
        world.killAndRestart();
        assertEquals(
                List.of(rule, any),
                world.s3.getBucketCors(request -> request.bucket(world.bucket)).corsRules());
        var fine = preflight("https://a.example", "PUT", "X-Amz-Date, content-type");
        assertEquals(200, fine.statusCode(), fine::body);
        assertEquals("https://a.example", header(fine, "Access-Control-Allow-Origin"));
        assertEquals("true", header(fine, "Access-Control-Allow-Credentials"));
        assertEquals("PUT, GET", header(fine, "Access-Control-Allow-Methods"));
        assertEquals("X-Amz-Date, content-type", header(fine, "Access-Control-Allow-Headers"));
        assertEquals("321", header(fine, "Access-Control-Max-Age"));
        assertEquals("*", header(preflight("http://b.test", "HEAD", ""), "Access-Control-Allow-Origin"));
        for (var no : List.of(
                preflight("http://a.example", "PUT", "x-amz-date"),
                preflight("https://a.example", "DELETE", "x-amz-date"),
                preflight("https://a.example", "PUT", "x-other"))) {
            assertEquals(403, no.statusCode());
            assertTrue(no.body().contains("<Code>AccessForbidden</Code>"), no::body);
        }
        assertEquals(
                400, ask("OPTIONS", "/dir/k", "Origin", "https://a.example").statusCode());
        // Refused as well, so that a page can read why.
        var read = ask("GET", "/dir/k", "Origin", "https://a.example");
        assertEquals(403, read.statusCode());
        assertEquals("ETag", header(read, "Access-Control-Expose-Headers"));
        assertEquals("", header(ask("GET", "/dir/k"), "Access-Control-Allow-Origin"));
        assertEquals("", header(ask("GET", "/dir/k", "Origin", "http://c"), "Access-Control-Allow-Origin"));
        refused(
                400,
                "InvalidRequest",
                () -> cors(rule.toBuilder().allowedMethods("PATCH").build()));
        refused(
                400,
                "InvalidRequest",
                () -> cors(rule.toBuilder().allowedOrigins("*.a.*").build()));
        world.s3.deleteBucketCors(request -> request.bucket(world.bucket));
        assertEquals(403, preflight("https://a.example", "PUT", "").statusCode());
    }

    private static String statement(String effect, String action, String resource) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":\"*\",\"Action\":\"s3:" + action
                + "\",\"Resource\":\"arn:aws:s3:::" + world.bucket + resource + "\"}";
    }

    private static void policy(String... statements) {
        var text = "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
        world.s3.putBucketPolicy(request -> request.bucket(world.bucket).policy(text));
        assertEquals(
                text,
                world.s3
                        .getBucketPolicy(request -> request.bucket(world.bucket))
                        .policy());
    }

    @Test
    void policiesOpenBucketsAndDeny() throws Exception {
        assertEquals(403, ask("GET", "/dir/k").statusCode());
        var open = statement("Allow", "GetObject", "/dir/*");
        refused(403, "AccessDenied", () -> policy(open));
        var anybody = "\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"true\"}},\"Effect\"";
        refused(403, "AccessDenied", () -> policy(open.replace("\"Effect\"", anybody)));
        world.s3.putPublicAccessBlock(request ->
                request.bucket(world.bucket).publicAccessBlockConfiguration(all -> all.restrictPublicBuckets(true)));
        policy(open);
        assertEquals(403, ask("GET", "/dir/k").statusCode());
        world.s3.deletePublicAccessBlock(request -> request.bucket(world.bucket));
        refused(
                404,
                "NoSuchPublicAccessBlockConfiguration",
                () -> world.s3.getPublicAccessBlock(request -> request.bucket(world.bucket)));
        assertEquals(nonce, ask("GET", "/dir/k").body());
        assertTrue(world.s3
                .getBucketPolicyStatus(request -> request.bucket(world.bucket))
                .policyStatus()
                .isPublic());
        world.put("other", world.bytes(1));
        assertEquals(403, ask("GET", "/other").statusCode());
        assertEquals(403, ask("GET", "").statusCode());
        assertEquals(403, ask("PUT", "/dir/mine").statusCode());
        assertEquals(403, ask("DELETE", "/dir/k").statusCode());
        assertEquals(400, ask("GET", "/dir/k?response-content-type=text/x").statusCode());
        try (var others = AwsClients.of(world.simulator.uri(), "444455556666", "secret")) {
            assertEquals(
                    nonce,
                    others.s3()
                            .getObjectAsBytes(
                                    request -> request.bucket(world.bucket).key("dir/k"))
                            .asUtf8String());
            refused(
                    403,
                    "AccessDenied",
                    () -> others.s3()
                            .getObjectAsBytes(
                                    request -> request.bucket(world.bucket).key("other")));
            var own = "b-" + nonce;
            others.s3().createBucket(request -> request.bucket(own));
            copy(others.s3(), "dir/k", own, "mine");
            assertEquals(
                    nonce,
                    others.s3()
                            .getObjectAsBytes(request -> request.bucket(own).key("mine"))
                            .asUtf8String());
            policy(open, statement("Allow", "PutObject", "/drop/*"));
            copy(others.s3(), "dir/k", world.bucket, "drop/read");
            // Whoever may write does not read as the owner.
            refused(403, "AccessDenied", () -> copy(others.s3(), "other", world.bucket, "drop/stolen"));
        }
        policy(open, statement("Deny", "Delete*", "/dir/*"));
        world.killAndRestart();
        refused(
                403,
                "AccessDenied",
                () -> world.s3.deleteObject(
                        request -> request.bucket(world.bucket).key("dir/k")));
        var many = world.s3.deleteObjects(request ->
                request.bucket(world.bucket).delete(all -> all.objects(List.of(object("dir/k"), object("other")))));
        assertEquals("AccessDenied", many.errors().getFirst().code());
        assertEquals("other", many.deleted().getFirst().key());
        assertEquals(nonce, new String(world.get("dir/k"), StandardCharsets.UTF_8));
        world.s3.deleteBucketPolicy(request -> request.bucket(world.bucket));
        assertEquals(403, ask("GET", "/dir/k").statusCode());
        world.s3.deleteObject(request -> request.bucket(world.bucket).key("dir/k"));
    }

    private static void copy(S3Client client, String key, String bucket, String to) {
        client.copyObject(request -> request.sourceBucket(world.bucket)
                .sourceKey(key)
                .destinationBucket(bucket)
                .destinationKey(to));
    }

    @Test
    void whatIsNoPolicyIsRefused() {
        var fine = statement("Allow", "GetObject", "/*");
        refused(400, "MalformedPolicy", () -> policy("{"));
        refused(400, "MalformedPolicy", () -> policy(fine.replace("Principal", "Prince")));
        refused(400, "MalformedPolicy", () -> policy(fine.replace("s3:GetObject", "ec2:RunInstances")));
        refused(400, "MalformedPolicy", () -> policy(fine.replace(world.bucket, "other")));
        refused(404, "NoSuchBucketPolicy", () -> world.s3.getBucketPolicy(request -> request.bucket(world.bucket)));
        var user = "{\"AWS\":\"arn:aws:iam::111122223333:user/u\"}";
        refused(
                501,
                "NotImplemented",
                () -> policy(statement("Deny", "GetObject", "/*").replace("\"*\"", user)));
        refused(501, "NotImplemented", () -> policy(fine.replace("\"*\"", user)));
    }

    private static ObjectIdentifier object(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    private static ServerSideEncryptionRule encryption(String algorithm) {
        return ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(how -> how.sseAlgorithm(algorithm))
                .build();
    }

    private static OwnershipControlsRule owners(String ownership) {
        return OwnershipControlsRule.builder().objectOwnership(ownership).build();
    }

    @Test
    void onlyS3sOwnKeysEncrypt() {
        var put = world.s3.putObject(
                request -> request.bucket(world.bucket).key("k").serverSideEncryption("AES256"),
                RequestBody.fromString("1"));
        assertEquals("AES256", put.serverSideEncryptionAsString());
        assertEquals(
                "AES256",
                world.s3
                        .headObject(request -> request.bucket(world.bucket).key("k"))
                        .serverSideEncryptionAsString());
        refused(
                501,
                "NotImplemented",
                () -> world.s3.createMultipartUpload(
                        request -> request.bucket(world.bucket).key("k").serverSideEncryption("aws:kms")));
        for (var algorithm : List.of("AES256", "aws:kms")) {
            Runnable change = () -> world.s3.putBucketEncryption(request -> request.bucket(world.bucket)
                    .serverSideEncryptionConfiguration(all -> all.rules(encryption(algorithm))));
            if (algorithm.equals("AES256")) {
                change.run();
            } else {
                refused(501, "NotImplemented", change);
            }
        }
        world.s3.deleteBucketEncryption(request -> request.bucket(world.bucket));
        var chosen = world.s3.getObjectAsBytes(request -> request.bucket(world.bucket)
                .key("k")
                .responseContentType("text/x-" + nonce)
                .responseCacheControl("no-store"));
        assertEquals("text/x-" + nonce, chosen.response().contentType());
        assertEquals("no-store", chosen.response().cacheControl());
        world.s3.putBucketOwnershipControls(request ->
                request.bucket(world.bucket).ownershipControls(all -> all.rules(owners("BucketOwnerEnforced"))));
        refused(
                501,
                "NotImplemented",
                () -> world.s3.putBucketOwnershipControls(request ->
                        request.bucket(world.bucket).ownershipControls(all -> all.rules(owners("ObjectWriter")))));
    }
}
