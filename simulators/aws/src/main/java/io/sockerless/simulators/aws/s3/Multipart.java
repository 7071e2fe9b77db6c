package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Response;
import io.sockerless.simulators.kernel.State;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Uploads in parts. Each part is a file until the object is made of them; the object and the end of its upload are one
 * transaction.
 */
final class Multipart {
    private static final int MOST_PARTS = 10_000;

    private final Buckets buckets;
    private final Objects objects;
    private final Documents<MultipartUpload> uploads;
    private final Documents<Part> parts;
    private final Contents contents;
    private final State state;
    private final Clock clock;
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    Multipart(
            Buckets buckets,
            Objects objects,
            Documents<MultipartUpload> uploads,
            Documents<Part> parts,
            Contents contents,
            State state,
            Clock clock) {
        this.buckets = buckets;
        this.objects = objects;
        this.uploads = uploads;
        this.parts = parts;
        this.contents = contents;
        this.state = state;
        this.clock = clock;
    }

    Response create(Caller caller, Address address, Call call) {
        Objects.checkKey(address);
        String algorithm = call.header("x-amz-checksum-algorithm").toLowerCase(Locale.ROOT);
        String type = type(algorithm, call.header("x-amz-checksum-type").toUpperCase(Locale.ROOT));
        String uploadId = UUID.randomUUID().toString().replace("-", "");
        MultipartUpload upload = new MultipartUpload(
                address.bucket(),
                address.key(),
                uploadId,
                Objects.headers(call),
                algorithm,
                type,
                clock.millis(),
                TagSet.ofHeader(call));
        buckets.lock().readLock().lock();
        try {
            buckets.owned(caller, address.bucket());
            uploads.put(upload);
        } finally {
            buckets.lock().readLock().unlock();
        }
        Xml xml = new Xml().open("InitiateMultipartUploadResult", Answers.NAMESPACE);
        xml.leaf("Bucket", upload.bucket()).leaf("Key", upload.key()).leaf("UploadId", uploadId);
        Map<String, String> headers = new HashMap<>();
        if (!algorithm.isEmpty()) {
            headers.put("x-amz-checksum-algorithm", algorithm.toUpperCase(Locale.ROOT));
            headers.put("x-amz-checksum-type", type);
        }
        return new Response(200, "application/xml", headers, xml.close().bytes());
    }

    private static String type(String algorithm, String wanted) {
        if (!algorithm.isEmpty() && !Digests.NAMES.contains(algorithm)) {
            throw invalid("Checksum algorithm provided is unsupported. Please try again with any of the valid types:"
                    + " [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        }
        String usual = algorithm.isEmpty() || algorithm.equals("crc64nvme") ? "FULL_OBJECT" : "COMPOSITE";
        String type = wanted.isEmpty() ? usual : wanted;
        boolean possible = type.equals("FULL_OBJECT")
                ? !algorithm.startsWith("sha")
                : type.equals("COMPOSITE") && !algorithm.isEmpty() && !algorithm.equals("crc64nvme");
        if (!possible) {
            throw invalid(
                    "The " + type + " checksum type cannot be used with the " + algorithm + " checksum algorithm.");
        }
        return type;
    }

    /** How a part's content comes. */
    interface Source {
        /** @param preferred the checksum that is computed when the client chooses none */
        Upload.Received receive(FileChannel file, String preferred) throws IOException;
    }

    Response put(Caller caller, Address address, Call call) throws IOException {
        Part part = store(
                caller,
                address,
                call,
                (file, preferred) -> Upload.receive(call, Channels.newOutputStream(file), preferred));
        return Answers.empty(200, Map.of("ETag", part.etag(), "x-amz-checksum-" + part.algorithm(), part.checksum()));
    }

    /** Durable when it returns; a part of the same number is replaced. */
    Part store(Caller caller, Address address, Call call, Source source) throws IOException {
        Query query = Query.parse(call.rawQuery());
        String told = query.get("partNumber");
        int number = told.matches("\\d{1,5}") ? Integer.parseInt(told) : 0;
        if (number < 1 || number > MOST_PARTS) {
            throw new AwsException("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
        }
        String uploadId = query.get("uploadId");
        MultipartUpload upload = upload(caller, address, uploadId);
        String preferred = upload.algorithm().isEmpty() ? "crc64nvme" : upload.algorithm();
        Contents.Written<Upload.Received> written = contents.write(file -> source.receive(file, preferred));
        Digests.Computed digests = written.what().digests();
        Part part = new Part(
                uploadId,
                number,
                written.name(),
                written.what().size(),
                digests.md5Hex(),
                digests.name(),
                digests.checksum(),
                clock.millis());
        String unwanted = part.file();
        ReentrantLock own = lock(uploadId);
        own.lock();
        try {
            upload(caller, address, uploadId);
            if (!upload.algorithm().isEmpty() && !upload.algorithm().equals(digests.name())) {
                throw invalid("Checksum Type mismatch occurred, expected checksum Type: " + upload.algorithm()
                        + ", actual checksum Type: " + digests.name());
            }
            Optional<Part> previous = parts.get(part.id());
            parts.put(part);
            unwanted = previous.map(Part::file).orElse("");
        } finally {
            own.unlock();
            if (!unwanted.isEmpty()) {
                contents.remove(unwanted);
            }
        }
        return part;
    }

    /** May be asked again when it is done, as by clients that did not see the answer. */
    Response complete(Caller caller, Address address, Call call) throws IOException {
        String uploadId = Query.parse(call.rawQuery()).get("uploadId");
        WriteCondition condition = WriteCondition.of(call);
        XmlBody listed = XmlBody.read(call, "CompleteMultipartUpload");
        ReentrantLock own = lock(uploadId);
        own.lock();
        try {
            buckets.owned(caller, address.bucket());
            Optional<StoredObject> made =
                    objects.find(address).filter(object -> object.upload().equals(uploadId));
            if (made.isPresent()
                    && uploads.get(MultipartUpload.id(address, uploadId)).isEmpty()) {
                return completed(made.get());
            }
            MultipartUpload upload = upload(caller, address, uploadId);
            Assembly assembly = Assembly.of(upload, listed, number -> parts.get(Part.id(uploadId, number)));
            StoredObject assembled = assemble(assembly, call);
            List<Part> all = parts(uploadId);
            StoredObject object = objects.place(caller, assembled, condition, batch -> {
                uploads.delete(batch, upload.id());
                all.forEach(part -> parts.delete(batch, part.id()));
            });
            for (Part part : all) {
                contents.remove(part.file());
            }
            return completed(object);
        } finally {
            own.unlock();
        }
    }

    private StoredObject assemble(Assembly assembly, Call call) throws IOException {
        MultipartUpload upload = assembly.upload();
        Contents.Written<Assembly.Made> written = contents.write(file -> {
            Assembly.Made made = assembly.write(contents, file);
            check(upload, assembly.algorithm(), made, call);
            return made;
        });
        return StoredObject.fresh(
                        new Address(upload.bucket(), upload.key()),
                        written.name(),
                        written.what().size(),
                        assembly.tag(),
                        upload.headers(),
                        Map.of(assembly.algorithm(), written.what().checksum()),
                        clock.millis(),
                        upload.tags())
                .uploaded(assembly.parts().stream().map(Part::size).toList(), upload.uploadId());
    }

    private static void check(MultipartUpload upload, String algorithm, Assembly.Made made, Call call) {
        String size = call.header("x-amz-mp-object-size");
        if (!size.isEmpty() && !size.equals(Long.toString(made.size()))) {
            throw invalid("The provided 'x-amz-mp-object-size' header value " + size
                    + " does not match what was computed: " + made.size());
        }
        String type = call.header("x-amz-checksum-type");
        if (!type.isEmpty() && !type.equals(upload.type())) {
            throw invalid("The upload was created using the " + upload.type() + " checksum mode. The complete request"
                    + " must use the same checksum mode.");
        }
        for (String name : Digests.NAMES) {
            String told = call.header("x-amz-checksum-" + name);
            if (!told.isEmpty() && !(name.equals(algorithm) && told.equals(made.checksum()))) {
                throw new AwsException(
                        "BadDigest", "The " + name + " you specified did not match the calculated checksum.");
            }
        }
    }

    private static Response completed(StoredObject object) {
        Xml xml = new Xml().open("CompleteMultipartUploadResult", Answers.NAMESPACE);
        xml.leaf("Location", "/" + object.bucket() + "/" + object.key());
        xml.leaf("Bucket", object.bucket()).leaf("Key", object.key()).leaf("ETag", object.etag());
        object.checksums().forEach((name, sum) -> xml.leaf("Checksum" + name.toUpperCase(Locale.ROOT), sum));
        byte[] told = xml.leaf("ChecksumType", object.checksumType()).close().bytes();
        return new Response(200, "application/xml", Objects.version(object), told);
    }

    Response abort(Caller caller, Address address, Call call) throws IOException {
        String uploadId = Query.parse(call.rawQuery()).get("uploadId");
        ReentrantLock own = lock(uploadId);
        own.lock();
        try {
            MultipartUpload upload = upload(caller, address, uploadId);
            List<Part> all = parts(uploadId);
            state.write(batch -> {
                uploads.delete(batch, upload.id());
                all.forEach(part -> parts.delete(batch, part.id()));
            });
            for (Part part : all) {
                contents.remove(part.file());
            }
        } finally {
            own.unlock();
        }
        return Answers.empty(204, Map.of());
    }

    Response parts(Caller caller, Address address, Call call) {
        Query query = Query.parse(call.rawQuery());
        MultipartUpload upload = upload(caller, address, query.get("uploadId"));
        return UploadLists.parts(caller, upload, parts(upload.uploadId()), query);
    }

    Response uploads(Caller caller, Address address, Call call) {
        buckets.owned(caller, address.bucket());
        return UploadLists.uploads(caller, address.bucket(), uploads, Query.parse(call.rawQuery()));
    }

    private List<Part> parts(String uploadId) {
        return parts.page("", uploadId + "/", MOST_PARTS);
    }

    /** @throws AwsException NoSuchUpload, or what is wrong with the bucket */
    private MultipartUpload upload(Caller caller, Address address, String uploadId) {
        buckets.owned(caller, address.bucket());
        return uploads.get(MultipartUpload.id(address, uploadId))
                .orElseThrow(() -> new AwsException(
                        404,
                        "NoSuchUpload",
                        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                                + " aborted or completed."));
    }

    private ReentrantLock lock(String uploadId) {
        return locks.get(Math.floorMod(uploadId.hashCode(), locks.size()));
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidRequest", message);
    }
}
