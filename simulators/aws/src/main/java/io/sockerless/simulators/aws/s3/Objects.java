package io.sockerless.simulators.aws.s3;

import io.sockerless.engine.store.Batch;
import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Response;
import io.sockerless.simulators.kernel.State;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Objects, one by one. The last of two who write to a key wins. */
final class Objects {
    private static final int LONGEST_KEY = 1024;
    private static final int MOST_METADATA = 2048;
    private static final String METADATA = "x-amz-meta-";
    private static final List<String> KEPT = List.of(
            "content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires");

    private final Buckets buckets;
    private final Documents<StoredObject> objects;
    private final Versions versions;
    private final Contents contents;
    private final State state;
    private final Clock clock;
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    Objects(
            Buckets buckets,
            Documents<StoredObject> objects,
            Versions versions,
            Contents contents,
            State state,
            Clock clock) {
        this.versions = versions;
        this.state = state;
        this.buckets = buckets;
        this.objects = objects;
        this.contents = contents;
        this.clock = clock;
    }

    /** As it is at one moment, also when it is replaced meanwhile. */
    record Opened(StoredObject object, FileChannel file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    Response put(Caller caller, Address address, Call call) throws IOException {
        buckets.owned(caller, address.bucket());
        checkKey(address);
        WriteCondition condition = WriteCondition.of(call);
        Map<String, String> headers = headers(call);
        SortedMap<String, String> tags = TagSet.ofHeader(call);
        Contents.Written<Upload.Received> written = contents.write(file -> Upload.receive(call, file));
        StoredObject object = place(caller, address, written, headers, tags, condition);
        Map<String, String> told = new HashMap<>(checksums(object));
        told.put("ETag", object.etag());
        told.putAll(version(object));
        return Answers.empty(200, told);
    }

    /** For another service. */
    void store(Caller caller, Address address, String type, S3.Content content) throws IOException {
        buckets.owned(caller, address.bucket());
        checkKey(address);
        place(
                caller,
                address,
                contents.write(file -> Upload.receive(content, file)),
                Map.of("content-type", type),
                Collections.emptySortedMap(),
                WriteCondition.NONE);
    }

    private StoredObject place(
            Caller caller,
            Address address,
            Contents.Written<Upload.Received> written,
            Map<String, String> headers,
            SortedMap<String, String> tags,
            WriteCondition condition)
            throws IOException {
        Digests.Computed digests = written.what().digests();
        StoredObject object = StoredObject.fresh(
                address,
                written.name(),
                written.what().size(),
                digests.md5Hex(),
                headers,
                Map.of(digests.name(), digests.checksum()),
                clock.millis(),
                tags);
        return place(caller, object, condition, _ -> {});
    }

    /** For the head of an answer about a version that has been made. */
    static Map<String, String> version(StoredObject object) {
        return object.version().equals(StoredObject.NO_VERSION)
                ? Map.of()
                : Map.of("x-amz-version-id", object.version());
    }

    /** @throws AwsException what is wrong with the bucket */
    void checkBucket(Caller caller, Address address) {
        buckets.owned(caller, address.bucket());
    }

    /** Whosever it is. @throws AwsException NoSuchBucket */
    void requireBucket(Address address) {
        buckets.required(address.bucket());
    }

    static void checkKey(Address address) {
        if (address.key().getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw new AwsException("KeyTooLongError", "Your key is too long");
        }
        // Upload ids come after it in the keys of rows.
        if (address.key().indexOf('\0') >= 0) {
            throw new AwsException("InvalidURI", "Couldn't parse the specified URI.");
        }
    }

    Optional<StoredObject> find(Address address) {
        return objects.get(StoredObject.id(address.bucket(), address.key()));
    }

    /**
     * Durable with the other changes, or neither is; then a file that nothing refers to any more is removed.
     *
     * @return as it is placed: with its version
     */
    StoredObject place(Caller caller, StoredObject object, WriteCondition condition, Consumer<Batch> others)
            throws IOException {
        Address address = new Address(object.bucket(), object.key());
        boolean placed = false;
        try {
            Versions.Change change = exchange(
                    caller, address, condition, bucket -> versions.write(bucket, address, Optional.of(object)), others);
            placed = true;
            remove(change);
            return change.current().orElseThrow();
        } finally {
            // But not when only what it replaced could not be removed.
            if (!placed) {
                contents.remove(object.file());
            }
        }
    }

    /** What a deletion came to, and where. */
    record Deleted(Bucket bucket, Versions.Change change) {}

    /** @param version empty for what the key has */
    Deleted delete(Caller caller, Address address, String version) throws IOException {
        Bucket bucket = buckets.owned(caller, address.bucket());
        Versions.Change change = exchange(
                caller,
                address,
                WriteCondition.NONE,
                there -> version.isEmpty()
                        ? versions.write(there, address, Optional.empty())
                        : versions.remove(address, version),
                _ -> {});
        remove(change);
        return new Deleted(bucket, change);
    }

    Response delete(Caller caller, Address address, Call call) throws IOException {
        String version = version(call);
        Deleted deleted = delete(caller, address, version);
        Map<String, String> headers = new HashMap<>(deleted.change().headers(deleted.bucket()));
        if (!version.isEmpty()) {
            headers.put("x-amz-version-id", version);
        }
        return Answers.empty(204, headers);
    }

    private void remove(Versions.Change change) throws IOException {
        for (String file : change.files()) {
            contents.remove(file);
        }
    }

    /** Durable when it returns. */
    private Versions.Change exchange(
            Caller caller,
            Address address,
            WriteCondition condition,
            Function<Bucket, Versions.Change> what,
            Consumer<Batch> others) {
        String id = StoredObject.id(address.bucket(), address.key());
        ReentrantLock own = locks.get(Math.floorMod(id.hashCode(), locks.size()));
        buckets.lock().readLock().lock();
        own.lock();
        try {
            Bucket bucket = buckets.owned(caller, address.bucket());
            condition.check(objects.get(id));
            Versions.Change change = what.apply(bucket);
            state.write(batch -> {
                versions.apply(batch, change);
                others.accept(batch);
            });
            return change;
        } finally {
            own.unlock();
            buckets.lock().readLock().unlock();
        }
    }

    /** For HEAD as well, whose answer has the same head. */
    Response get(Caller caller, Address address, Call call) throws IOException {
        Bucket bucket = buckets.owned(caller, address.bucket());
        Opened opened = open(caller, address, version(call), call.method());
        boolean sent = false;
        try {
            StoredObject object = opened.object();
            if (Condition.of(call).has(object)) {
                return Answers.empty(
                        304, Map.of("ETag", object.etag(), "Last-Modified", Answers.inHeaders(object.modified())));
            }
            Range range = Range.of(call.header("Range"), object.size());
            Map<String, String> headers = new HashMap<>(object.headers());
            Overrides.apply(caller, call, headers);
            sent = true;
            return answer(bucket, object, headers, range, opened.file(), call.header("x-amz-checksum-mode"));
        } finally {
            if (!sent) {
                opened.close();
            }
        }
    }

    Response tags(Caller caller, Address address, Call call) {
        Bucket bucket = buckets.owned(caller, address.bucket());
        StoredObject object = versions.object(address, version(call), call.method());
        return TagSet.told(object.tags(), told(bucket, object));
    }

    /** Tags belong to one version; to set them makes none. */
    Response tag(Caller caller, Address address, Call call, SortedMap<String, String> tags) {
        String version = version(call);
        StoredObject[] tagged = new StoredObject[1];
        exchange(
                caller,
                address,
                WriteCondition.NONE,
                _ -> {
                    tagged[0] = versions.object(address, version, call.method()).tagged(tags);
                    return versions.nothing(address);
                },
                batch -> versions.replace(batch, tagged[0]));
        Bucket bucket = buckets.owned(caller, address.bucket());
        return Answers.empty(call.method().equals("DELETE") ? 204 : 200, told(bucket, tagged[0]));
    }

    /** The version that a request names, empty for none. */
    static String version(Call call) {
        return Query.parse(call.rawQuery()).get("versionId");
    }

    private static Map<String, String> told(Bucket bucket, StoredObject object) {
        return bucket.versioned() ? Map.of("x-amz-version-id", object.version()) : Map.of();
    }

    Response attributes(Caller caller, Address address, Call call) {
        Bucket bucket = buckets.owned(caller, address.bucket());
        StoredObject object = versions.object(address, version(call), call.method());
        return new Attributes(object, told(bucket, object)).answer(call);
    }

    Response acl(Caller caller, Address address, Call call) {
        Bucket bucket = buckets.owned(caller, address.bucket());
        versions.object(address, version(call), call.method());
        return BucketFacts.acl(bucket.account());
    }

    /**
     * @param version empty for what the key has
     * @throws AwsException what is wrong with the bucket, NoSuchKey, NoSuchVersion, MethodNotAllowed
     */
    Opened open(Caller caller, Address address, String version, String method) throws IOException {
        while (true) {
            buckets.owned(caller, address.bucket());
            StoredObject object = versions.object(address, version, method);
            try {
                return opened(object);
            } catch (NoSuchFileException e) {
                // It was replaced or deleted in between; a file that is truly lost is a failure.
                if (versions.all(address).stream().anyMatch(one -> one.object().equals(object))) {
                    throw e;
                }
            }
        }
    }

    private Opened opened(StoredObject object) throws IOException {
        FileChannel file = contents.open(object.file());
        if (file.size() != object.size()) {
            file.close();
            throw new IOException("the content of " + object.bucket() + "/" + object.key()
                    + " is not whole: the machine" + " went down before it was on disk");
        }
        return new Opened(object, file);
    }

    /** @param headers of the object's own, which are added to */
    private static Response answer(
            Bucket bucket,
            StoredObject object,
            Map<String, String> headers,
            Range range,
            FileChannel file,
            String mode) {
        String type = headers.remove("content-type");
        headers.put("ETag", object.etag());
        headers.put("Last-Modified", Answers.inHeaders(object.modified()));
        headers.put("Accept-Ranges", "bytes");
        headers.putAll(told(bucket, object));
        if (!object.tags().isEmpty()) {
            headers.put("x-amz-tagging-count", Integer.toString(object.tags().size()));
        }
        if (range.partial()) {
            headers.put("Content-Range", range.text(object.size()));
        } else if (mode.equalsIgnoreCase("ENABLED")) {
            headers.putAll(checksums(object));
        }
        return new Response(
                range.partial() ? 206 : 200, type, headers, new Response.Part(file, range.first(), range.count()));
    }

    private static Map<String, String> checksums(StoredObject object) {
        Map<String, String> headers = object.checksums().entrySet().stream()
                .collect(Collectors.toMap(sum -> "x-amz-checksum-" + sum.getKey(), Map.Entry::getValue));
        headers.put("x-amz-checksum-type", object.checksumType());
        return headers;
    }

    static Map<String, String> headers(Call call) {
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", "binary/octet-stream");
        int metadata = 0;
        for (String name : call.names()) {
            String value = String.join(",", call.headers().apply(name)).strip();
            if (name.startsWith(METADATA)) {
                metadata += name.length() - METADATA.length() + value.length();
                headers.put(name, value);
            } else if (KEPT.contains(name)) {
                headers.put(name, value);
            }
        }
        if (metadata > MOST_METADATA) {
            throw new AwsException(
                    "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
        }
        // How it is sent is not what it is.
        String encoding = headers.getOrDefault("content-encoding", "").replaceAll("aws-chunked,?\\s*", "");
        if (encoding.isEmpty()) {
            headers.remove("content-encoding");
        } else {
            headers.put("content-encoding", encoding);
        }
        return headers;
    }
}
