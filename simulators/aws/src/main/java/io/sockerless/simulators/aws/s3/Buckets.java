package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;

/** Buckets: one name is one bucket, in all regions and accounts. */
final class Buckets {
    private final Documents<Bucket> buckets;
    private final Documents<StoredObject> objects;
    private final Documents<Version> versions;
    private final Documents<MultipartUpload> uploads;
    private final Clock clock;
    /** Held to write while buckets come and go, to read while something is put into one. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    Buckets(
            Documents<Bucket> buckets,
            Documents<StoredObject> objects,
            Documents<Version> versions,
            Documents<MultipartUpload> uploads,
            Clock clock) {
        this.versions = versions;
        this.uploads = uploads;
        this.buckets = buckets;
        this.objects = objects;
        this.clock = clock;
    }

    ReadWriteLock lock() {
        return lock;
    }

    Optional<Bucket> find(String name) {
        return buckets.get(name);
    }

    /** Whosever it is. @throws AwsException NoSuchBucket */
    Bucket required(String name) {
        return buckets.get(name)
                .orElseThrow(() -> new AwsException(404, "NoSuchBucket", "The specified bucket does not exist")
                        .detail("BucketName", name));
    }

    /** @throws AwsException NoSuchBucket, or AccessDenied when it is another account's */
    Bucket owned(Caller caller, String name) {
        Bucket bucket = required(name);
        if (!bucket.account().equals(caller.account())) {
            throw new AwsException(403, "AccessDenied", "Access Denied");
        }
        return bucket;
    }

    Response list(Caller caller) {
        Xml xml = new Xml().open("ListAllMyBucketsResult", Answers.NAMESPACE);
        xml.open("Owner").leaf("ID", caller.account()).close().open("Buckets");
        for (Bucket bucket : buckets.all(one -> one.account().equals(caller.account()))) {
            xml.open("Bucket").leaf("Name", bucket.name()).leaf("CreationDate", Answers.inXml(bucket.created()));
            xml.leaf("BucketRegion", bucket.region()).close();
        }
        return Answers.xml(xml.close().close());
    }

    Response create(Caller caller, Address address, Call call) throws IOException {
        String name = address.bucket();
        if (!name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
                || name.contains("..")
                || name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")) {
            throw new AwsException("InvalidBucketName", "The specified bucket is not valid.");
        }
        String region = BucketConfiguration.read(call).region(caller);
        lock.writeLock().lock();
        try {
            Optional<Bucket> there = buckets.get(name);
            if (there.isPresent() && !there.get().account().equals(caller.account())) {
                throw new AwsException(
                        409,
                        "BucketAlreadyExists",
                        "The requested bucket name is not available. The bucket namespace is shared by all users of the"
                                + " system. Please select a different name and try again.");
            }
            // In the oldest region, to make one's own bucket again is fine.
            if (there.isPresent()
                    && !(region.equals(Caller.REGION) && there.get().region().equals(region))) {
                throw new AwsException(
                        409,
                        "BucketAlreadyOwnedByYou",
                        "Your previous request to create the named bucket succeeded and you already own it.");
            }
            if (there.isEmpty()) {
                buckets.put(Bucket.fresh(name, caller.account(), region, clock.millis()));
            }
        } finally {
            lock.writeLock().unlock();
        }
        return Answers.empty(200, Map.of("Location", "/" + name));
    }

    /** Durable when it returns; whatever is being put into it is there before or after. */
    Bucket change(Caller caller, String name, UnaryOperator<Bucket> change) {
        lock.writeLock().lock();
        try {
            Bucket changed = change.apply(owned(caller, name));
            buckets.put(changed);
            return changed;
        } finally {
            lock.writeLock().unlock();
        }
    }

    Response head(Caller caller, Address address) {
        return Answers.empty(
                200,
                Map.of("x-amz-bucket-region", owned(caller, address.bucket()).region()));
    }

    Response location(Caller caller, Address address) {
        String region = owned(caller, address.bucket()).region();
        Xml xml = new Xml().open("LocationConstraint", Answers.NAMESPACE);
        return Answers.xml(xml.text(region.equals(Caller.REGION) ? "" : region).close());
    }

    Response delete(Caller caller, Address address) {
        lock.writeLock().lock();
        try {
            String name = owned(caller, address.bucket()).name();
            if (objects.from("", StoredObject.id(name, "")).iterator().hasNext()
                    || versions.from("", StoredObject.id(name, "")).iterator().hasNext()
                    || uploads.from("", StoredObject.id(name, "")).iterator().hasNext()) {
                throw new AwsException(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
            }
            buckets.delete(name);
        } finally {
            lock.writeLock().unlock();
        }
        return Answers.empty(204, Map.of());
    }
}
