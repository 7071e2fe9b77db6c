package io.sockerless.simulators.aws.codebuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.aws.containers.Unzipping;
import io.sockerless.simulators.aws.s3.S3;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** What is built: nothing, or files in S3, in a zip file or below a prefix. */
record Sources(S3 s3) {
    private static final String CLIENT_ERROR = "CLIENT_ERROR";
    private static final String USUAL = "buildspec.yml";
    /** Of a build specification, in bytes. */
    private static final int LONGEST = 1 << 20;
    /** Of all that a zip file has, in bytes. */
    private static final long LARGEST = 8L << 30;

    static final Source NONE = new Nothing();

    /** The files of one build. */
    interface Source extends AutoCloseable {
        /** The text of one of them, if it is there. */
        Optional<String> text(String path) throws IOException;

        /** Writes all as a tar. */
        void writeTo(String below, OutputStream out) throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Gets it.
     *
     * @throws BuildException when it cannot be had, or would not be where it belongs
     */
    Source open(Build build) throws BuildException, InterruptedException {
        JsonNode said = build.document().path("source");
        if (!said.path("type").asText().equals("S3")) {
            return NONE;
        }
        String location = said.path("location").asText();
        int slash = location.indexOf('/');
        String bucket = location.substring(0, slash);
        String key = location.substring(slash + 1);
        try {
            if (key.isEmpty() || key.endsWith("/")) {
                Folder folder = new Folder(s3, build.caller(), bucket, key, s3.keys(build.caller(), bucket, key));
                return folder.checked();
            }
            String version = build.document().path("sourceVersion").asText();
            return new Zip(ZipFile.builder()
                            .setSeekableByteChannel(s3.content(build.caller(), bucket, key, version))
                            .get())
                    .checked();
        } catch (AwsException e) {
            throw new BuildException(
                    CLIENT_ERROR,
                    "error while downloading key " + key + ", error: " + e.code() + ": " + e.getMessage());
        } catch (IOException e) {
            abandoned();
            throw new BuildException(CLIENT_ERROR, "the source " + location + " cannot be unzipped: " + e.getMessage());
        }
    }

    /**
     * The build specification: in the project or the build, or in a file of the source's.
     *
     * @throws BuildException when there is none
     */
    static String specification(Build build, Source source) throws BuildException, InterruptedException {
        String said = build.document().path("source").path("buildspec").asText();
        boolean file = build.document().path("source").path("type").asText().equals("S3");
        if (!file || said.strip().contains("\n") || said.strip().matches("(version:|\\{).*")) {
            return said;
        }
        String path = said.isBlank() ? USUAL : said.strip();
        try {
            return source.text(path.replaceFirst("^(\\./)+", ""))
                    .orElseThrow(() -> new BuildException(
                            "YAML_FILE_ERROR",
                            "stat " + Variables.SOURCES + "/" + path + ": no such file or directory"));
        } catch (IOException | AwsException e) {
            abandoned();
            throw new BuildException("YAML_FILE_ERROR", path + " cannot be read: " + e.getMessage());
        }
    }

    /** A file that is read by who is told to end cannot be read any more; that is no fault of the source's. */
    private static void abandoned() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static String specification(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LONGEST + 1);
        if (bytes.length > LONGEST) {
            throw new IOException("it is longer than " + LONGEST + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private record Nothing() implements Source {
        @Override
        public Optional<String> text(String path) {
            return Optional.empty();
        }

        @Override
        public void writeTo(String below, OutputStream out) throws IOException {
            new Unzipping(below, out).close();
        }

        @Override
        public void close() {
            // There is nothing.
        }
    }

    private record Zip(ZipFile zip) implements Source {
        /** Looked through before anything is done with it: what is broken would be found in the middle. */
        Zip checked() throws IOException {
            try {
                long left = LARGEST;
                for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                    Unzipping.path(entry);
                    left -= entry.isDirectory() ? 0 : length(entry, left);
                }
                return this;
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        }

        private long length(ZipArchiveEntry entry, long most) throws IOException {
            long length = 0;
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = zip.getInputStream(entry)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    length += n;
                    if (length > most || Thread.currentThread().isInterrupted()) {
                        throw new IOException("it has more than " + LARGEST + " bytes");
                    }
                }
            }
            if (length != entry.getSize()) {
                throw new IOException("an entry is not as long as it says: " + entry.getName());
            }
            return length;
        }

        @Override
        public Optional<String> text(String path) throws IOException {
            ZipArchiveEntry entry = zip.getEntry(path);
            if (entry == null) {
                return Optional.empty();
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return Optional.of(specification(in));
            }
        }

        @Override
        public void writeTo(String below, OutputStream out) throws IOException {
            try (Unzipping tar = new Unzipping(below, out)) {
                tar.all(zip);
            }
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    /** Objects below a prefix; those that other programs make for directories are none. */
    private record Folder(S3 s3, Caller caller, String bucket, String prefix, List<String> keys) implements Source {
        Folder checked() throws BuildException, IOException {
            if (keys.isEmpty()) {
                throw new BuildException(CLIENT_ERROR, "there is nothing below " + bucket + "/" + prefix);
            }
            for (String key : keys) {
                Unzipping.path(key.substring(prefix.length()));
            }
            return this;
        }

        @Override
        public Optional<String> text(String path) throws IOException {
            if (!keys.contains(prefix + path)) {
                return Optional.empty();
            }
            try (FileChannel content = s3.content(caller, bucket, prefix + path, "")) {
                return Optional.of(specification(Channels.newInputStream(content)));
            }
        }

        @Override
        public void writeTo(String below, OutputStream out) throws IOException {
            try (Unzipping tar = new Unzipping(below, out)) {
                for (String key : keys) {
                    if (!key.endsWith("/")) {
                        try (FileChannel content = s3.content(caller, bucket, key, "")) {
                            tar.file(key.substring(prefix.length()), content.size(), Channels.newInputStream(content));
                        }
                    }
                }
            }
        }

        @Override
        public void close() {
            // Each object is opened when it is read.
        }
    }
}
