package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** A body on its way into a file: decoded, and compared with all that the client said of it. */
final class Upload {
    private static final String CHECKSUM = "x-amz-checksum-";
    private static final String BAD = "BadDigest";

    /** @param size in bytes */
    record Received(long size, Digests.Computed digests) {}

    private Upload() {}

    static Received receive(Call call, FileChannel file) throws IOException {
        return receive(call, Channels.newOutputStream(file), "crc64nvme");
    }

    /** What another service writes. */
    static Received receive(S3.Content content, FileChannel file) throws IOException {
        Digests digests = new Digests("crc64nvme");
        OutputStream target = Channels.newOutputStream(file);
        content.writeTo(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                byte[] part = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, from + length);
                digests.update(part, length);
                target.write(part, 0, length);
            }
        });
        return new Received(file.position(), digests.computed());
    }

    /** A document, not an object: whatever its headers say of an object's checksum is not about it. */
    static void receiveDocument(Call call, OutputStream target) throws IOException {
        InputStream body = call.header("x-amz-content-sha256").startsWith("STREAMING-")
                ? new AwsChunks(call.stream())
                : call.stream();
        Digests digests = new Digests("sha256");
        byte[] buffer = new byte[16 << 10];
        for (int n; (n = body.read(buffer)) >= 0; ) {
            digests.update(buffer, n);
            target.write(buffer, 0, n);
        }
        Digests.Computed computed = digests.computed();
        compareMd5(call, computed);
        compareSha(call, computed);
    }

    /** @param preferred the checksum that is computed when the client chooses none */
    static Received receive(Call call, OutputStream target, String preferred) throws IOException {
        String sha = call.header("x-amz-content-sha256");
        boolean chunks = sha.startsWith("STREAMING-");
        AwsChunks decoded = new AwsChunks(chunks ? call.stream() : InputStream.nullInputStream());
        InputStream body = chunks ? decoded : call.stream();
        Digests digests = new Digests(algorithm(call, preferred));
        byte[] buffer = new byte[64 << 10];
        long size = 0;
        for (int n; (n = body.read(buffer)) >= 0; size += n) {
            digests.update(buffer, n);
            target.write(buffer, 0, n);
        }
        String length = call.header("x-amz-decoded-content-length");
        if (chunks && !length.isEmpty() && !length.equals(Long.toString(size))) {
            throw AwsChunks.incomplete();
        }
        Digests.Computed computed = digests.computed();
        compare(call, computed, decoded.trailers());
        compareSha(call, computed);
        return new Received(size, computed);
    }

    /** What the client chose; without a choice it is S3's. */
    private static String algorithm(Call call, String preferred) {
        String trailer = call.header("x-amz-trailer").toLowerCase(Locale.ROOT);
        String chosen = call.header("x-amz-sdk-checksum-algorithm").toLowerCase(Locale.ROOT);
        for (String name : Digests.NAMES) {
            if (call.names().contains(CHECKSUM + name) || trailer.equals(CHECKSUM + name)) {
                return name;
            }
        }
        if (!trailer.isEmpty() || !chosen.isEmpty() && !Digests.NAMES.contains(chosen)) {
            throw new AwsException("InvalidRequest", "Checksum algorithm provided is unsupported.");
        }
        return chosen.isEmpty() ? preferred : chosen;
    }

    private static void compare(Call call, Digests.Computed computed, Map<String, String> trailers) {
        compareMd5(call, computed);
        String header = call.header(CHECKSUM + computed.name());
        String told = header.isEmpty() ? trailers.getOrDefault(CHECKSUM + computed.name(), "") : header;
        if (told.isEmpty() && !call.header("x-amz-trailer").isEmpty()) {
            throw new AwsException("MalformedTrailerError", "The trailer that was announced did not come.");
        }
        if (!told.isEmpty() && !told.equals(computed.checksum())) {
            throw new AwsException(
                    BAD,
                    "The " + computed.name().toUpperCase(Locale.ROOT)
                            + " you specified did not match the calculated checksum.");
        }
    }

    private static void compareMd5(Call call, Digests.Computed computed) {
        String md5 = call.header("Content-MD5");
        if (!md5.isEmpty() && !md5.equals(computed.md5Base64())) {
            throw new AwsException(BAD, "The Content-MD5 you specified did not match what we received.");
        }
    }

    private static void compareSha(Call call, Digests.Computed computed) {
        String sha = call.header("x-amz-content-sha256");
        if (sha.matches("[0-9a-f]{64}") && !sha.equals(computed.sha256())) {
            throw new AwsException(
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
    }
}
