package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Objects, and parts of them, that are made of other objects. The bytes are copied; nothing is shared afterwards. */
final class Copies {
    private static final long LARGEST = 5L << 30;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

    private final Objects objects;
    private final Multipart multipart;
    private final Contents contents;
    private final Clock clock;

    Copies(Objects objects, Multipart multipart, Contents contents, Clock clock) {
        this.objects = objects;
        this.multipart = multipart;
        this.contents = contents;
        this.clock = clock;
    }

    /** @param reader as whom the source is read */
    Response object(Caller reader, Caller caller, Address address, Call call) throws IOException {
        CopySource source = CopySource.of(call);
        boolean replaces = replaces(call, "metadata");
        SortedMap<String, String> newTags = TagSet.ofHeader(call);
        boolean retags = replaces(call, "tagging");
        WriteCondition condition = WriteCondition.of(call);
        Objects.checkKey(address);
        objects.checkBucket(caller, address);
        try (Objects.Opened opened = objects.open(reader, source.address(), source.version(), call.method())) {
            StoredObject old = opened.object();
            source.check(old);
            if (source.address().equals(address) && source.version().isEmpty() && !replaces) {
                throw invalid("This copy request is illegal because it is trying to copy an object to itself without"
                        + " changing the object's metadata, storage class, website redirect location or encryption"
                        + " attributes.");
            }
            tooLarge(old.size());
            String algorithm = algorithm(call, old);
            Contents.Written<Upload.Received> written =
                    contents.write(file -> copy(opened.file(), 0, old.size(), file, algorithm));
            Digests.Computed digests = written.what().digests();
            StoredObject made = objects.place(
                    caller,
                    StoredObject.fresh(
                            address,
                            written.name(),
                            old.size(),
                            digests.md5Hex(),
                            replaces ? Objects.headers(call) : old.headers(),
                            Map.of(digests.name(), digests.checksum()),
                            clock.millis(),
                            retags ? newTags : old.tags()),
                    condition,
                    _ -> {});
            Xml xml = result("CopyObjectResult", made.modified(), made.etag(), digests.name(), digests.checksum());
            byte[] told = xml.leaf("ChecksumType", made.checksumType()).close().bytes();
            Map<String, String> headers = new HashMap<>(Objects.version(made));
            if (!old.version().equals(StoredObject.NO_VERSION)) {
                headers.put("x-amz-copy-source-version-id", old.version());
            }
            return new Response(200, "application/xml", headers, told);
        }
    }

    /** @param reader as whom the source is read */
    Response part(Caller reader, Caller caller, Address address, Call call) throws IOException {
        CopySource source = CopySource.of(call);
        try (Objects.Opened opened = objects.open(reader, source.address(), source.version(), call.method())) {
            source.check(opened.object());
            Range range = range(call, opened.object().size());
            tooLarge(range.count());
            Part part = multipart.store(
                    caller,
                    address,
                    call,
                    (file, preferred) -> copy(opened.file(), range.first(), range.count(), file, preferred));
            Xml xml = result("CopyPartResult", part.modified(), part.etag(), part.algorithm(), part.checksum());
            return Answers.xml(xml.close());
        }
    }

    private static Xml result(String name, long modified, String etag, String algorithm, String checksum) {
        return new Xml()
                .open(name, Answers.NAMESPACE)
                .leaf("LastModified", Answers.inXml(modified))
                .leaf("ETag", etag)
                .leaf("Checksum" + algorithm.toUpperCase(Locale.ROOT), checksum);
    }

    private static boolean replaces(Call call, String what) {
        String directive = call.header("x-amz-" + what + "-directive");
        if (!directive.matches("COPY|REPLACE|")) {
            throw new AwsException("InvalidArgument", "Unknown " + what + " directive.");
        }
        return directive.equals("REPLACE");
    }

    /** What the client chose, else the source's. */
    private static String algorithm(Call call, StoredObject old) {
        String chosen = call.header("x-amz-checksum-algorithm").toLowerCase(Locale.ROOT);
        if (!chosen.isEmpty() && !Digests.NAMES.contains(chosen)) {
            throw invalid("Checksum algorithm provided is unsupported. Please try again with any of the valid types:"
                    + " [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        }
        return chosen.isEmpty() ? old.checksums().keySet().stream().findFirst().orElse("crc64nvme") : chosen;
    }

    /** Unlike that of a request to read, it must lie within the object. */
    private static Range range(Call call, long size) {
        String told = call.header("x-amz-copy-source-range");
        if (told.isEmpty()) {
            return new Range(0, size, false);
        }
        Matcher range = RANGE.matcher(told);
        if (!range.matches() || Long.parseLong(range.group(1)) > Long.parseLong(range.group(2))) {
            throw new AwsException(
                    "InvalidArgument",
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are"
                            + " the zero-based offsets of the first and last bytes to copy");
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last >= size) {
            throw new AwsException(
                    "InvalidArgument", "Range specified is not valid for source object of size: " + size);
        }
        return new Range(first, last - first + 1, true);
    }

    private static void tooLarge(long size) {
        if (size > LARGEST) {
            throw invalid("The specified copy source is larger than the maximum allowable size for a copy source: "
                    + LARGEST);
        }
    }

    private static Upload.Received copy(
            FileChannel source, long first, long count, FileChannel target, String algorithm) throws IOException {
        Digests digests = new Digests(algorithm);
        ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
        for (long done = 0; done < count; done += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            if (source.read(buffer, first + done) < 0) {
                throw new IOException("the file of the source ends before its object does");
            }
            buffer.flip();
            digests.update(buffer.array(), buffer.limit());
            while (buffer.hasRemaining()) {
                target.write(buffer);
            }
        }
        return new Upload.Received(count, digests.computed());
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidRequest", message);
    }
}
