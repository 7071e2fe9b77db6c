package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.codebuild.model.ArtifactNamespace;
import software.amazon.awssdk.services.codebuild.model.ArtifactPackaging;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.codebuild.model.StatusType;

/** CodeBuild: what is built comes from S3, and what is made goes there. */
@Tag("external")
class CodeBuildSourcesTest extends CodeBuildScenario {
    private static byte[] zip(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> unzipped(byte[] bytes) throws IOException {
        var files = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static final String KEEPING = """
            version: 0.2
            phases: {build: {commands: [sh tools/make.sh]}}
            artifacts: {files: ['**/*'], exclude-paths: ['**/*.tmp'], base-directory: out}
            """;

    /** Makes files of the word that is in the source. */
    private static final String MAKE =
            "mkdir -p out/deep; cp word out/top; rev word > out/deep/$CODEBUILD_BUILD_NUMBER; touch out/deep/no.tmp";

    @Test
    void sourcesComeFromBucketsAndArtifactsGoThere() throws Exception {
        var bucket = "b-" + nonce;
        aws.s3().createBucket(request -> request.bucket(bucket));
        aws.s3()
                .putBucketVersioning(
                        request -> request.bucket(bucket).versioningConfiguration(status -> status.status("Enabled")));
        var source = Map.of("buildspec.yml", KEEPING, "tools/make.sh", MAKE, "word", nonce);
        var first = aws.s3()
                .putObject(request -> request.bucket(bucket).key("in.zip"), RequestBody.fromBytes(zip(source)))
                .versionId();
        aws.s3()
                .putObject(
                        request -> request.bucket(bucket).key("in.zip"),
                        RequestBody.fromBytes(zip(Map.of("buildspec.yml", "version: 0.2\nphases: {}"))));
        create("version: 0.2\nphases: {build: {commands: ['true']}}");
        client.updateProject(request -> request.name(project)
                .source(one -> one.type(SourceType.S3).location(bucket + "/in.zip"))
                .artifacts(one -> one.type(ArtifactsType.S3)
                        .location(bucket)
                        .path("kept")
                        .namespaceType(ArtifactNamespace.BUILD_ID)
                        .packaging(ArtifactPackaging.ZIP)
                        .name("out.zip")));
        var build = awaited(start(request -> request.sourceVersion(first)), Build::buildComplete);
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), build::toString);
        var key = "kept/" + build.id().replaceFirst(".*:", "") + "/out.zip";
        assertEquals("arn:aws:s3:::" + bucket + "/" + key, build.artifacts().location());
        var kept = aws.s3()
                .getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
        var reversed = new StringBuilder(nonce).reverse().toString();
        assertEquals(Map.of("top", nonce, "deep/1", reversed), unzipped(kept));
        assertEquals(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(kept)),
                build.artifacts().sha256sum());

        // The newest version has no commands.
        var none = awaited(start(request -> request), Build::buildComplete);
        assertEquals(
                StatusType.FAILED, phase(none, BuildPhaseType.DOWNLOAD_SOURCE).phaseStatus());

        // Files one by one, from below a prefix to below a prefix.
        for (var file : source.entrySet()) {
            aws.s3()
                    .putObject(
                            request -> request.bucket(bucket).key("tree/" + file.getKey()),
                            RequestBody.fromString(file.getValue()));
        }
        client.updateProject(request -> request.name(project)
                .source(one -> one.type(SourceType.S3).location(bucket + "/tree/"))
                .artifacts(one -> one.type(ArtifactsType.S3).location(bucket).name("flat")));
        awaited(
                start(request -> request.buildspecOverride(
                        KEEPING.replace("base-directory", "discard-paths: yes, base-directory"))),
                Build::buildComplete);
        assertEquals(
                reversed,
                aws.s3()
                        .getObjectAsBytes(request -> request.bucket(bucket).key("flat/3"))
                        .asUtf8String()
                        .strip());

        var nothing = awaited(
                start(request -> request.buildspecOverride(KEEPING.replace("**/*'], ex", "*.none'], ex"))),
                Build::buildComplete);
        assertEquals(StatusType.FAILED, nothing.buildStatus());
        assertEquals(
                "no matching artifact paths found",
                phase(nothing, BuildPhaseType.UPLOAD_ARTIFACTS)
                        .contexts()
                        .getFirst()
                        .message());
        client.updateProject(request ->
                request.name(project).source(one -> one.type(SourceType.S3).location(bucket + "/none.zip")));
        var missing = awaited(start(request -> request), Build::buildComplete);
        var reason = phase(missing, BuildPhaseType.DOWNLOAD_SOURCE).contexts().getFirst();
        assertEquals("CLIENT_ERROR", reason.statusCode());
        assertTrue(reason.message().contains("none.zip, error: NoSuchKey"), reason::message);
    }
}
