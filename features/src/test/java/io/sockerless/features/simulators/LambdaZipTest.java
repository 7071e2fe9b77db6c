package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.Runtime;

/** Functions and layers of zip files, through Amazon's own client: what is in them really runs. */
@Tag("external")
class LambdaZipTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BOOTSTRAP = """
            #!/bin/sh
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
            while :; do
              wget -q -S -O /tmp/event $api/invocation/next 2>/tmp/head || exit 99
              id=$(sed -n 's/^ *Lambda-Runtime-Aws-Request-Id: *//ip' /tmp/head | tr -d '\\r')
              { printf '"'; cat own/data; printf ' %s %s ' "$_HANDLER" "$(pwd)"; cat /opt/which 2>/dev/null
                printf ' '; sed 's/"//g' /tmp/event; printf '"'; } >/tmp/answer
              wget -q -O /dev/null --post-file /tmp/answer $api/invocation/$id/response
            done
            """;

    @TempDir
    static Path place;

    private static LambdaWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final String name = "z-" + nonce;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LAMBDA ZIP SKIPPED: " + why);
            assumeTrue(false, why);
        });
        world = new LambdaWorld(place, "word");
    }

    @AfterAll
    static void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    static byte[] zip(Map<String, String> files) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    static byte[] code(String data) {
        return zip(Map.of("bootstrap", BOOTSTRAP, "own/data", data));
    }

    private FunctionConfiguration create(byte[] zip, UnaryOperator<CreateFunctionRequest.Builder> more) {
        return world.create(
                name,
                request -> more.apply(request.packageType(PackageType.ZIP)
                        .runtime(Runtime.PROVIDED_AL2023)
                        .handler("h." + nonce)
                        .code(code -> code.zipFile(SdkBytes.fromByteArray(zip)))));
    }

    private InvokeResponse invoke(String word) {
        return world.invoke(name, "\"" + word + "\"", request -> request);
    }

    private String answer(String word) {
        var response = invoke(word);
        assertNull(response.functionError(), () -> response.payload().asUtf8String() + LambdaWorld.tail(response));
        return response.payload().asUtf8String().replace("\"", "").strip();
    }

    private static String sha256(byte[] bytes) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static java.net.http.HttpResponse<byte[]> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
    }

    private String layer(String name, Map<String, String> files) {
        return world.aws()
                .lambda()
                .publishLayerVersion(request ->
                        request.layerName(name).content(content -> content.zipFile(SdkBytes.fromByteArray(zip(files)))))
                .layerVersionArn();
    }

    @Test
    void itsBootstrapRunsWithItsFilesAndIsGivenBack() throws Exception {
        var zip = code(nonce);
        var made = create(zip, request -> request);
        assertEquals(sha256(zip), made.codeSha256());
        assertEquals(zip.length, made.codeSize());
        assertEquals(Runtime.PROVIDED_AL2023, made.runtime());
        assertEquals(nonce + " h." + nonce + " /var/task  hello", answer("hello"));
        var where = world.aws()
                .lambda()
                .getFunction(request -> request.functionName(name))
                .code();
        assertEquals("S3", where.repositoryType());
        assertArrayEquals(zip, get(where.location()).body());
        assertEquals(
                403,
                get(where.location().replaceFirst("Expires=\\d", "Expires=9")).statusCode());
    }

    @Test
    void codeInABucketTakesItsPlaceAndOutlivesAKill() throws Exception {
        create(code("before"), request -> request);
        assertTrue(answer("a").startsWith("before "));
        var s3 = world.aws().s3();
        s3.createBucket(request -> request.bucket("b-" + nonce));
        s3.putBucketVersioning(request ->
                request.bucket("b-" + nonce).versioningConfiguration(versioning -> versioning.status("Enabled")));
        var zip = code(nonce);
        var first = s3.putObject(request -> request.bucket("b-" + nonce).key("k"), RequestBody.fromBytes(zip));
        s3.putObject(request -> request.bucket("b-" + nonce).key("k"), RequestBody.fromBytes(code("later")));
        var changed = world.aws()
                .lambda()
                .updateFunctionCode(request -> request.functionName(name)
                        .s3Bucket("b-" + nonce)
                        .s3Key("k")
                        .s3ObjectVersion(first.versionId()));
        assertEquals(sha256(zip), changed.codeSha256());
        assertTrue(answer("b").startsWith(nonce + " "));
        world.replace();
        assertTrue(answer("c").startsWith(nonce + " "));
    }

    @Test
    void layersLieOneOverTheOther() {
        var lower = layer("lower-" + nonce, Map.of("which", "lower", "bootstrap", BOOTSTRAP));
        var upper = layer("upper-" + nonce, Map.of("which", "upper-" + nonce));
        create(zip(Map.of("own/data", "d")), request -> request.layers(lower, upper));
        assertEquals("d h." + nonce + " /var/task upper-" + nonce + " x", answer("x"));
        var lambda = world.aws().lambda();
        var turned = lambda.updateFunctionConfiguration(
                request -> request.functionName(name).layers(upper, lower));
        assertEquals(
                List.of(upper, lower), turned.layers().stream().map(Layer::arn).toList());
        assertEquals("d h." + nonce + " /var/task lower x", answer("x"));
        var second = layer("lower-" + nonce, Map.of("which", "second"));
        assertTrue(second.endsWith(":2"), second);
        assertEquals(
                List.of(2L, 1L),
                lambda.listLayerVersions(request -> request.layerName("lower-" + nonce)).layerVersions().stream()
                        .map(version -> version.version())
                        .toList());
        assertTrue(lambda.listLayers(request -> {}).layers().stream()
                .anyMatch(one -> one.latestMatchingVersion().layerVersionArn().equals(second)));
        assertEquals(
                second,
                lambda.getLayerVersionByArn(request -> request.arn(second)).layerVersionArn());
        lambda.deleteLayerVersion(request -> request.layerName("lower-" + nonce).versionNumber(2L));
        refused(
                "ResourceNotFoundException",
                "",
                () -> lambda.getLayerVersion(
                        request -> request.layerName("lower-" + nonce).versionNumber(2L)));
        assertTrue(layer("lower-" + nonce, Map.of("which", "third")).endsWith(":3"));
        refused(
                "InvalidParameterValueException",
                "Two different versions",
                () -> lambda.updateFunctionConfiguration(
                        request -> request.functionName(name).layers(lower, lower.replaceFirst(":1$", ":3"))));
        refused(
                "InvalidParameterValueException",
                "more than 5",
                () -> lambda.updateFunctionConfiguration(
                        request -> request.functionName(name).layers(lower, lower, lower, lower, lower, lower)));
    }

    @Test
    void aRuntimeOfOthersRunsInTheImageThatIsChosenForIt() throws Exception {
        refused(
                "InvalidParameterValueException",
                "--lambda-image python3.13=",
                () -> create(code(""), request -> request.runtime(Runtime.PYTHON3_13)));
        world.replace("--lambda-image", "python3.13=functions");
        create(
                zip(Map.of("calc", "")),
                request -> request.runtime(Runtime.PYTHON3_13).handler("calc"));
        var sum = Reckoning.random(3);
        assertEquals(Long.toString(sum.value()), answer(sum.text()));
    }

    private static void refused(String code, String message, org.junit.jupiter.api.function.Executable call) {
        var refusal = assertThrows(LambdaException.class, call);
        assertEquals(code, refusal.awsErrorDetails().errorCode(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void whatCannotBeRunIsRefused() {
        var invalid = "InvalidParameterValueException";
        refused(invalid, "not below its top", () -> create(zip(Map.of("../../etc/" + nonce, "x")), request -> request));
        refused(invalid, "not below its top", () -> create(zip(Map.of("/etc/" + nonce, "x")), request -> request));
        refused(invalid, "Could not unzip", () -> create(nonce.getBytes(StandardCharsets.UTF_8), request -> request));
        refused(invalid, "mandatory", () -> create(code(""), request -> request.handler(null)));
        refused(invalid, "enum value", () -> create(code(""), request -> request.runtime("perl5")));
        refused(invalid, "ImageUri", () -> create(code(""), request -> request.code(code -> code.imageUri("busybox"))));
        refused(
                invalid,
                "ImageConfig",
                () -> create(code(""), request -> request.imageConfig(config -> config.command("x"))));
        refused(
                invalid,
                "NoSuchBucket",
                () -> create(
                        code(""),
                        request ->
                                request.code(code -> code.s3Bucket("n-" + nonce).s3Key("k"))));
        refused(
                invalid,
                "smaller than 262144000",
                () -> create(
                        zip(Map.of("one", "0".repeat(200 << 20), "two", "0".repeat(60 << 20))), request -> request));
        create(zip(Map.of("own/data", "x")), request -> request);
        assertTrue(invoke("x").payload().asUtf8String().contains("Runtime.InvalidEntrypoint"));
    }
}
