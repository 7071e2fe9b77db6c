package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/** The parts of which an object is to be made, as the client lists them and as they are. */
record Assembly(MultipartUpload upload, List<Part> parts) {
    private static final long SMALLEST = 5 << 20;
    private static final String CHECKSUM = "Checksum";

    /** @param size in bytes */
    record Made(long size, String checksum) {}

    /** @throws AwsException when the list is not that of parts that are there */
    static Assembly of(MultipartUpload upload, XmlBody listed, IntFunction<Optional<Part>> known) {
        List<Part> parts = new ArrayList<>();
        for (XmlBody one : listed.children()) {
            if (!one.name().equals("Part") || !one.text("PartNumber").matches("\\d{1,5}")) {
                throw XmlBody.malformed();
            }
            int number = Integer.parseInt(one.text("PartNumber"));
            if (!parts.isEmpty() && parts.getLast().number() >= number) {
                throw new AwsException(
                        "InvalidPartOrder",
                        "The list of parts was not in ascending order. The parts list must be specified in order by part"
                                + " number.");
            }
            String tag = one.text("ETag").replace("\"", "");
            Part part =
                    known.apply(number).filter(there -> there.md5().equals(tag)).orElseThrow(Assembly::absent);
            checkSum(upload, one, part);
            parts.add(part);
        }
        if (parts.isEmpty()) {
            throw XmlBody.malformed();
        }
        if (parts.subList(0, parts.size() - 1).stream().anyMatch(part -> part.size() < SMALLEST)) {
            throw new AwsException("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
        }
        return new Assembly(upload, parts);
    }

    private static void checkSum(MultipartUpload upload, XmlBody listed, Part part) {
        for (XmlBody field : listed.children()) {
            String name = field.name();
            boolean own = name.equals(CHECKSUM + part.algorithm().toUpperCase(Locale.ROOT));
            if (name.startsWith(CHECKSUM) && !(own && field.text().equals(part.checksum()))) {
                throw absent();
            }
        }
        String wanted = CHECKSUM + upload.algorithm().toUpperCase(Locale.ROOT);
        if (upload.composite() && listed.text(wanted).isEmpty()) {
            throw new AwsException(
                    "InvalidRequest",
                    "The upload was created using a " + upload.algorithm() + " checksum. The complete request must"
                            + " include the checksum for each part. It was missing for part " + part.number()
                            + " in the request.");
        }
    }

    private static AwsException absent() {
        return new AwsException(
                "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have been uploaded, or the"
                        + " specified entity tag may not match the part's entity tag.");
    }

    /** The MD5 of the parts' MD5s, and how many they are. */
    String tag() {
        Digests digests = new Digests("sha256");
        for (Part part : parts) {
            byte[] md5 = java.util.HexFormat.of().parseHex(part.md5());
            digests.update(md5, md5.length);
        }
        return digests.computed().md5Hex() + "-" + parts.size();
    }

    String algorithm() {
        return upload.algorithm().isEmpty() ? "crc64nvme" : upload.algorithm();
    }

    /** Copies the parts, in order, to the end of the file. */
    Made write(Contents contents, FileChannel target) throws IOException {
        Digests whole = new Digests(algorithm());
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
        long size = 0;
        for (Part part : parts) {
            try (FileChannel source = contents.open(part.file())) {
                while (source.read(buffer.clear()) >= 0) {
                    if (!upload.composite()) {
                        whole.updateChecksum(buffer.array(), buffer.position());
                    }
                    size += buffer.position();
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        target.write(buffer);
                    }
                }
            }
            sums.writeBytes(Base64.getDecoder().decode(part.checksum()));
        }
        if (upload.composite()) {
            whole.updateChecksum(sums.toByteArray(), sums.size());
            return new Made(size, whole.checksum() + "-" + parts.size());
        }
        return new Made(size, whole.checksum());
    }
}
