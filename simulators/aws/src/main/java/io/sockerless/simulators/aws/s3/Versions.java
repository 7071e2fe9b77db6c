package io.sockerless.simulators.aws.s3;

import io.sockerless.engine.store.Batch;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Documents;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What each key has and had. The object that it has is one document, among those that are listed; what it had before, and
 * marks of deletions, are others. A key whose newest version is such a mark has no object.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html">AWS</a>
 */
final class Versions {
    private static final int MOST = Integer.MAX_VALUE;
    /** Of ids; one that is not of it never was one. */
    private static final String FORM = "[A-Za-z0-9_-]{32}";

    private final Documents<StoredObject> objects;
    private final Documents<Version> earlier;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    Versions(Documents<StoredObject> objects, Documents<Version> earlier, Clock clock) {
        this.objects = objects;
        this.earlier = earlier;
        this.clock = clock;
    }

    /**
     * What a write comes to.
     *
     * @param current the object that the key has then
     * @param kept what is put among the earlier versions
     * @param dropped what is taken from there
     * @param files that nothing refers to any more
     * @param told the version that was made or removed, if any
     */
    record Change(
            String id,
            Optional<StoredObject> current,
            List<Version> kept,
            List<Version> dropped,
            List<String> files,
            Optional<Version> told) {
        /** For an answer's head. */
        Map<String, String> headers(Bucket bucket) {
            if (!bucket.versioned() || told.isEmpty()) {
                return Map.of();
            }
            String version = told.get().object().version();
            return told.get().marker()
                    ? Map.of("x-amz-version-id", version, "x-amz-delete-marker", "true")
                    : Map.of("x-amz-version-id", version);
        }
    }

    /** Of the key, the newest first. */
    List<Version> all(Address address) {
        String id = StoredObject.id(address.bucket(), address.key());
        List<Version> all = new ArrayList<>();
        objects.get(id).ifPresent(object -> all.add(new Version(object, false)));
        all.addAll(earlier(id));
        return all;
    }

    private List<Version> earlier(String id) {
        return earlier.page("", Version.ids(id), MOST);
    }

    /**
     * @param version empty for the newest
     * @throws AwsException NoSuchKey, NoSuchVersion
     */
    Version get(Address address, String version) {
        String id = StoredObject.id(address.bucket(), address.key());
        Optional<StoredObject> current = objects.get(id);
        if (current.isPresent() && (version.isEmpty() || current.get().version().equals(version))) {
            return new Version(current.get(), false);
        }
        Optional<Version> found = earlier(id).stream()
                .filter(one -> version.isEmpty() || one.object().version().equals(version))
                .findFirst();
        if (found.isEmpty() && !version.isEmpty()) {
            throw absent(address, version);
        }
        if (found.isEmpty() || version.isEmpty()) {
            AwsException absent = new AwsException(404, "NoSuchKey", "The specified key does not exist.")
                    .detail("Key", address.key());
            found.ifPresent(mark -> absent.header("x-amz-delete-marker", "true")
                    .header("x-amz-version-id", mark.object().version()));
            throw absent;
        }
        return found.get();
    }

    private static AwsException absent(Address address, String version) {
        return new AwsException(404, "NoSuchVersion", "The specified version does not exist.")
                .detail("Key", address.key())
                .detail("VersionId", version);
    }

    /** The same, for whoever wants an object. */
    StoredObject object(Address address, String version, String method) {
        Version found = get(address, version);
        if (found.marker()) {
            throw new AwsException(
                            405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
                    .detail("Method", method)
                    .detail("ResourceType", "DeleteMarker")
                    .header("Allow", "DELETE")
                    .header("Last-Modified", Answers.inHeaders(found.object().modified()))
                    .header("x-amz-delete-marker", "true")
                    .header("x-amz-version-id", found.object().version());
        }
        return found.object();
    }

    /** @param next empty to delete what the key has */
    Change write(Bucket bucket, Address address, Optional<StoredObject> next) {
        String id = StoredObject.id(address.bucket(), address.key());
        Optional<StoredObject> previous = objects.get(id);
        long after = all(address).stream()
                .findFirst()
                .map(newest -> newest.object().sequence())
                .orElse(0L);
        boolean enabled = bucket.versioning().equals("Enabled");
        if (!bucket.versioned()) {
            return new Change(
                    id,
                    next.map(object -> object.as(StoredObject.NO_VERSION, sequence(after))),
                    List.of(),
                    List.of(),
                    previous.map(StoredObject::file).stream().toList(),
                    Optional.empty());
        }
        String version = enabled ? fresh() : StoredObject.NO_VERSION;
        List<Version> kept = new ArrayList<>();
        List<Version> dropped = new ArrayList<>();
        List<String> files = new ArrayList<>();
        // There is one version without a name at most.
        if (!enabled) {
            earlier(id).stream()
                    .filter(one -> one.object().version().equals(version))
                    .forEach(dropped::add);
            dropped.stream()
                    .filter(one -> !one.marker())
                    .forEach(one -> files.add(one.object().file()));
        }
        previous.ifPresent(object -> {
            if (object.version().equals(version)) {
                files.add(object.file());
            } else {
                kept.add(new Version(object, false));
            }
        });
        Optional<StoredObject> current = next.map(object -> object.as(version, sequence(after)));
        Version told = current.map(object -> new Version(object, false))
                .orElseGet(() -> new Version(mark(address).as(version, sequence(after)), true));
        if (told.marker()) {
            kept.add(told);
        }
        return new Change(id, current, kept, dropped, files, Optional.of(told));
    }

    /**
     * Takes one version away, if it is there; what is the newest then is what the key has.
     *
     * @throws AwsException NoSuchVersion for what is no id
     */
    Change remove(Address address, String version) {
        if (!version.equals(StoredObject.NO_VERSION) && !version.matches(FORM)) {
            throw absent(address, version);
        }
        String id = StoredObject.id(address.bucket(), address.key());
        List<Version> left = all(address);
        Optional<Version> unwanted = left.stream()
                .filter(one -> one.object().version().equals(version))
                .findFirst();
        if (unwanted.isEmpty()) {
            return nothing(address);
        }
        left.remove(unwanted.get());
        Optional<StoredObject> current =
                left.stream().findFirst().filter(one -> !one.marker()).map(Version::object);
        List<Version> dropped = new ArrayList<>(unwanted.stream().toList());
        current.ifPresent(object -> dropped.add(new Version(object, false)));
        List<String> files = unwanted.get().marker()
                ? List.of()
                : List.of(unwanted.get().object().file());
        return new Change(id, current, List.of(), dropped, files, unwanted);
    }

    Change nothing(Address address) {
        String id = StoredObject.id(address.bucket(), address.key());
        return new Change(id, objects.get(id), List.of(), List.of(), List.of(), Optional.empty());
    }

    void apply(Batch batch, Change change) {
        change.current()
                .ifPresentOrElse(object -> objects.put(batch, object), () -> objects.delete(batch, change.id()));
        change.dropped().forEach(one -> earlier.delete(batch, one.id()));
        change.kept().forEach(one -> earlier.put(batch, one));
    }

    /** The same version with other tags. */
    void replace(Batch batch, StoredObject object) {
        boolean newest = objects.get(object.id())
                .filter(there -> there.version().equals(object.version()))
                .isPresent();
        if (newest) {
            objects.put(batch, object);
        } else {
            earlier.put(batch, new Version(object, false));
        }
    }

    private StoredObject mark(Address address) {
        return StoredObject.fresh(address, "", 0, "", Map.of(), Map.of(), clock.millis(), Collections.emptySortedMap());
    }

    private long sequence(long after) {
        return last.updateAndGet(before -> Math.max(Math.max(before, after) + 1, clock.millis() * 1000));
    }

    private String fresh() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
