package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.s3.S3;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.docker.DockerFiles;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Where a build's artifacts go.
 *
 * @param bucket empty when there are none
 * @param path before the name, with the build's id if the project wants it; may be empty
 * @param name of the object or of a directory of objects; a slash for the top
 * @param zip whether they become one object
 * @param renamed whether the build specification may give another name
 */
record Artifacts(String bucket, String path, String name, boolean zip, boolean renamed) {
    static final Artifacts NONE = new Artifacts("", "", "", false, false);
    private static final String CLIENT_ERROR = "CLIENT_ERROR";

    /** @param build its id */
    static Artifacts of(JsonNode project, String build) {
        boolean own = project.path("namespaceType").asText().equals("BUILD_ID");
        return new Artifacts(
                project.path("location").asText(),
                joined(project.path("path").asText(), own ? build.substring(build.indexOf(':') + 1) : ""),
                project.path("name").asText(),
                project.path("packaging").asText().equals("ZIP"),
                project.path("overrideArtifactName").asBoolean());
    }

    private static String joined(String... parts) {
        return Stream.of(parts)
                .map(part -> part.replaceAll("^/+|/+$", ""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("/"));
    }

    /** In a build's document. */
    void tell(ObjectNode artifacts) {
        artifacts.put("location", bucket.isEmpty() ? "" : "arn:aws:s3:::" + joined(bucket, path, name));
    }

    boolean none() {
        return bucket.isEmpty();
    }

    private Artifacts named(String other) {
        return renamed && !other.isEmpty() ? new Artifacts(bucket, path, other, zip, renamed) : this;
    }

    /**
     * Puts them into their bucket.
     *
     * @param artifacts of the build's document, where the sums of a zip file are told
     * @throws BuildException when there are no such files, or the bucket does not take them
     * @throws IOException when the engine is out of reach: then it can be done again
     */
    void upload(Caller caller, S3 s3, DockerFiles files, ArtifactFiles wanted, ObjectNode artifacts)
            throws BuildException, IOException {
        Artifacts target = named(wanted.name());
        String base = wanted.base().startsWith("/") ? wanted.base() : Variables.SOURCES + "/" + wanted.base();
        try {
            if (!files.kind(base.replaceFirst("/+$", "")).equals(DockerFiles.Kind.DIRECTORY)) {
                throw new BuildException(CLIENT_ERROR, "no matching base directory path found for " + wanted.base());
            }
            int count = zip
                    ? target.one(caller, s3, files, base, wanted, artifacts)
                    : target.each(caller, s3, files, base, wanted);
            if (count == 0) {
                throw nothing();
            }
            target.tell(artifacts);
        } catch (AwsException e) {
            throw new BuildException(
                    CLIENT_ERROR, "Error while uploading artifacts: " + e.code() + ": " + e.getMessage());
        } catch (Nothing _) {
            throw nothing();
        }
    }

    private static BuildException nothing() {
        return new BuildException(CLIENT_ERROR, "no matching artifact paths found");
    }

    /** Has a zip file without any files not be stored. */
    private static final class Nothing extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private interface Taking {
        void take(String path, TarArchiveEntry entry, InputStream content) throws IOException;
    }

    private static int read(DockerFiles files, String base, ArtifactFiles wanted, Taking taking) throws IOException {
        int[] count = new int[1];
        files.read(base, tar -> {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String path = entry.getName().substring(entry.getName().indexOf('/') + 1);
                if (entry.isFile() && !entry.isSymbolicLink() && !entry.isLink() && wanted.means(path)) {
                    count[0]++;
                    taking.take(wanted.kept(path), entry, tar);
                }
            }
        });
        return count[0];
    }

    private int each(Caller caller, S3 s3, DockerFiles files, String base, ArtifactFiles wanted) throws IOException {
        return read(
                files,
                base,
                wanted,
                (kept, _, content) -> s3.store(
                        caller, bucket, joined(path, name, kept), "application/octet-stream", content::transferTo));
    }

    private int one(Caller caller, S3 s3, DockerFiles files, String base, ArtifactFiles wanted, ObjectNode artifacts)
            throws IOException {
        int[] count = new int[1];
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest md5 = digest("MD5");
        s3.store(caller, bucket, joined(path, name), "application/zip", out -> {
            try (ZipArchiveOutputStream packed = new ZipArchiveOutputStream(
                    open(new DigestOutputStream(new DigestOutputStream(out, sha256), md5)))) {
                count[0] = read(files, base, wanted, (kept, entry, content) -> add(packed, kept, entry, content));
            }
            if (count[0] == 0) {
                throw new Nothing();
            }
        });
        artifacts
                .put("sha256sum", HexFormat.of().formatHex(sha256.digest()))
                .put("md5sum", HexFormat.of().formatHex(md5.digest()));
        return count[0];
    }

    /** The object's own end is not that of the zip file. */
    private static OutputStream open(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private static void add(ZipArchiveOutputStream packed, String kept, TarArchiveEntry entry, InputStream content)
            throws IOException {
        ZipArchiveEntry one = new ZipArchiveEntry(kept);
        one.setMethod(ZipEntry.DEFLATED);
        one.setUnixMode(0100000 | entry.getMode() & 07777);
        packed.putArchiveEntry(one);
        content.transferTo(packed);
        packed.closeArchiveEntry();
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
