package io.sockerless.simulators.aws.s3;

import io.sockerless.engine.store.Batch;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Response;
import io.sockerless.simulators.kernel.State;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
    private final Contents contents;
    private final State state;
    private final Clock clock;
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    Objects(Buckets buckets, Documents<StoredObject> objects, Contents contents, State state, Clock clock) {
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
        Contents.Written<Upload.Received> written = contents.write(file -> Upload.receive(call, file));
        Digests.Computed digests = written.what().digests();
        StoredObject object = new StoredObject(
                address.bucket(),
                address.key(),
                written.name(),
                written.what().size(),
                digests.md5Hex(),
                headers,
                Map.of(digests.name(), digests.checksum()),
                clock.millis(),
                List.of(),
                "");
        place(caller, object, condition, _ -> {});
        Map<String, String> told = new HashMap<>(checksums(object));
        told.put("ETag", object.etag());
        return Answers.empty(200, told);
    }

    /** @throws AwsException what is wrong with the bucket */
    void checkBucket(Caller caller, Address address) {
        buckets.owned(caller, address.bucket());
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

    /** Durable with the other changes, or neither is; then a file that it replaced is removed. */
    void place(Caller caller, StoredObject object, WriteCondition condition, Consumer<Batch> others)
            throws IOException {
        try {
            exchange(caller, new Address(object.bucket(), object.key()), Optional.of(object), condition, others);
        } finally {
            // Also when it could not be placed; but not when only what it replaced could not be removed.
            if (objects.get(object.id())
                    .filter(placed -> placed.file().equals(object.file()))
                    .isEmpty()) {
                contents.remove(object.file());
            }
        }
    }

    Response delete(Caller caller, Address address) throws IOException {
        exchange(caller, address, Optional.empty(), WriteCondition.NONE, _ -> {});
        return Answers.empty(204, Map.of());
    }

    /** Durable before the file of what was there is removed. */
    private void exchange(
            Caller caller,
            Address address,
            Optional<StoredObject> next,
            WriteCondition condition,
            Consumer<Batch> others)
            throws IOException {
        String id = StoredObject.id(address.bucket(), address.key());
        ReentrantLock own = locks.get(Math.floorMod(id.hashCode(), locks.size()));
        buckets.lock().readLock().lock();
        own.lock();
        try {
            buckets.owned(caller, address.bucket());
            Optional<StoredObject> previous = objects.get(id);
            condition.check(previous);
            state.write(batch -> {
                next.ifPresentOrElse(object -> objects.put(batch, object), () -> objects.delete(batch, id));
                others.accept(batch);
            });
            if (previous.isPresent()) {
                contents.remove(previous.get().file());
            }
        } finally {
            own.unlock();
            buckets.lock().readLock().unlock();
        }
    }

    /** For HEAD as well, whose answer has the same head. */
    Response get(Caller caller, Address address, Call call) throws IOException {
        Opened opened = open(caller, address);
        boolean sent = false;
        try {
            StoredObject object = opened.object();
            if (Condition.of(call).has(object)) {
                return Answers.empty(
                        304, Map.of("ETag", object.etag(), "Last-Modified", Answers.inHeaders(object.modified())));
            }
            Range range = Range.of(call.header("Range"), object.size());
            sent = true;
            return answer(object, range, opened.file(), call.header("x-amz-checksum-mode"));
        } finally {
            if (!sent) {
                opened.close();
            }
        }
    }

    /** There are no tags yet; an object that is not there has none to tell. */
    Response tags(Caller caller, Address address) {
        existing(caller, address);
        return Answers.xml(new Xml()
                .open("Tagging", Answers.NAMESPACE)
                .open("TagSet")
                .close()
                .close());
    }

    private StoredObject existing(Caller caller, Address address) {
        buckets.owned(caller, address.bucket());
        return find(address).orElseThrow(() -> new AwsException(404, "NoSuchKey", "The specified key does not exist."));
    }

    /** @throws AwsException NoSuchKey, or what is wrong with the bucket */
    Opened open(Caller caller, Address address) throws IOException {
        while (true) {
            StoredObject object = existing(caller, address);
            try {
                return new Opened(object, contents.open(object.file()));
            } catch (NoSuchFileException e) {
                // It was replaced or deleted in between; a file that is truly lost is a failure.
                if (objects.get(object.id()).filter(object::equals).isPresent()) {
                    throw e;
                }
            }
        }
    }

    private static Response answer(StoredObject object, Range range, FileChannel file, String mode) {
        Map<String, String> headers = new HashMap<>(object.headers());
        String type = headers.remove("content-type");
        headers.put("ETag", object.etag());
        headers.put("Last-Modified", Answers.inHeaders(object.modified()));
        headers.put("Accept-Ranges", "bytes");
        if (range.partial()) {
            headers.put("Content-Range", range.text(object.size()));
        } else if (mode.equalsIgnoreCase("ENABLED")) {
            headers.putAll(checksums(object));
        }
        return new Response(
                range.partial() ? 206 : 200,
                type,
                headers,
                new byte[0],
                Optional.of(new Response.Part(file, range.first(), range.count())));
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
