package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.containers.Unzipping;
import io.sockerless.simulators.aws.s3.Contents;
import io.sockerless.simulators.aws.s3.S3;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Zip files of functions and layers: taken in, looked through before anything is done with them, and given on as tars. */
record Archives(Contents contents, S3 s3) {
    /** Of what is sent directly, in bytes. */
    static final int DIRECT = 52_428_800;

    private static final long UNZIPPED = 262_144_000;
    private static final String INVALID = "InvalidParameterValueException";

    /**
     * @param code that has ZipFile, or S3Bucket and S3Key and maybe S3ObjectVersion
     * @throws AwsException when it cannot be had, is no zip file, or too large
     */
    Archive take(Caller caller, Input code) {
        try {
            Contents.Written<Long> written = contents.write(file -> copy(caller, code, file));
            boolean kept = false;
            try {
                Archive archive = look(written.name(), written.what());
                kept = true;
                return archive;
            } finally {
                if (!kept) {
                    contents.remove(written.name());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long copy(Caller caller, Input code, FileChannel file) throws IOException {
        boolean bucket = code.has("S3Bucket") || code.has("S3Key");
        if (code.has("ZipFile") == bucket) {
            throw new AwsException(INVALID, "Please provide a source for function code.");
        }
        if (bucket) {
            try (FileChannel object = s3.content(
                    caller, code.required("S3Bucket"), code.required("S3Key"), code.text("S3ObjectVersion"))) {
                return object.transferTo(0, object.size(), file);
            } catch (AwsException e) {
                throw new AwsException(
                        INVALID,
                        "Error occurred while GetObject. S3 Error Code: " + e.code() + ". S3 Error Message: "
                                + e.getMessage());
            }
        }
        byte[] zip;
        try {
            zip = Base64.getDecoder().decode(code.text("ZipFile"));
        } catch (IllegalArgumentException _) {
            throw new AwsException("SerializationException", "'ZipFile' is not in base64");
        }
        if (zip.length > DIRECT) {
            throw new AwsException(
                    413, "RequestTooLargeException", "Zipped size must be smaller than " + DIRECT + " bytes");
        }
        for (ByteBuffer rest = ByteBuffer.wrap(zip); rest.hasRemaining(); ) {
            file.write(rest);
        }
        return zip.length;
    }

    private Archive look(String name, long size) throws IOException {
        long unzipped = 0;
        boolean bootstrap = false;
        boolean any = false;
        try (ZipFile zip = open(name)) {
            for (ZipArchiveEntry entry : java.util.Collections.list(zip.getEntries())) {
                any = true;
                String path = Unzipping.path(entry);
                if (entry.isDirectory()) {
                    continue;
                }
                if (!zip.canReadEntryData(entry)) {
                    throw broken("it has an entry that is encrypted or packed in an unknown way: " + path);
                }
                long length = length(zip, entry, UNZIPPED - unzipped);
                unzipped += length;
                if (unzipped > UNZIPPED) {
                    throw tooLarge();
                }
                if (length != entry.getSize()) {
                    throw broken("an entry is not as long as it says: " + path);
                }
                bootstrap |= path.equals("bootstrap");
            }
        } catch (IOException e) {
            throw broken(e.getMessage());
        }
        if (!any) {
            throw new AwsException(INVALID, "Uploaded file must be a non-empty zip");
        }
        return new Archive(name, sha256(name), size, unzipped, bootstrap);
    }

    /** All that a function has: its code, and its layers. */
    static void limit(long unzipped) {
        if (unzipped > UNZIPPED) {
            throw tooLarge();
        }
    }

    private static AwsException tooLarge() {
        return new AwsException(INVALID, "Unzipped size must be smaller than " + UNZIPPED + " bytes");
    }

    private static AwsException broken(String why) {
        return new AwsException(
                INVALID,
                "Could not unzip uploaded file. Please check your file, then try to upload again. (" + why + ")");
    }

    private ZipFile open(String name) throws IOException {
        return ZipFile.builder().setSeekableByteChannel(contents.open(name)).get();
    }

    private static long length(ZipFile zip, ZipArchiveEntry entry, long most) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            long length = 0;
            byte[] buffer = new byte[1 << 14];
            for (int n = in.read(buffer); n >= 0 && length <= most; n = in.read(buffer)) {
                length += n;
            }
            return length;
        }
    }

    private String sha256(String name) throws IOException {
        try (InputStream in = new DigestInputStream(
                Channels.newInputStream(contents.open(name)), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return Base64.getEncoder()
                    .encodeToString(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The file, to be closed. */
    FileChannel file(Archive archive) throws IOException {
        return contents.open(archive.file());
    }

    /** Writes its files as a tar, owned by root. @param below where they go, without a slash at its end */
    void unzip(Archive archive, String below, OutputStream out) throws IOException {
        try (ZipFile zip = open(archive.file());
                Unzipping tar = new Unzipping(below, out)) {
            tar.all(zip);
        }
    }
}
