package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.RestService;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Response;
import io.sockerless.simulators.kernel.State;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Buckets and objects. Contents are files, what is known of them is documents. */
public final class S3 implements RestService {
    private final Contents contents;
    private final Documents<StoredObject> stored;
    private final Documents<Version> earlier;
    private final Buckets buckets;
    private final BucketSettings settings;
    private final BucketFacts facts;
    private final BucketGuards guards;
    private final Access access;
    private final Cors cors;
    private final Objects objects;
    private final Documents<MultipartUpload> uploads;
    private final Documents<Part> parts;
    private final Multipart multipart;
    private final Copies copies;

    public S3(State state, Clock clock) {
        contents = new Contents(state.directory("s3"), state.durability());
        stored = state.documents("s3-object", StoredObject.class, StoredObject::id);
        uploads = state.documents("s3-upload", MultipartUpload.class, MultipartUpload::id);
        parts = state.documents("s3-part", Part.class, Part::id);
        earlier = state.documents("s3-version", Version.class, Version::id);
        buckets =
                new Buckets(state.documents("s3-bucket", Bucket.class, Bucket::name), stored, earlier, uploads, clock);
        settings = new BucketSettings(buckets);
        facts = new BucketFacts(buckets);
        guards = new BucketGuards(settings, buckets);
        access = new Access(buckets, clock);
        cors = new Cors(buckets);
        objects = new Objects(buckets, stored, new Versions(stored, earlier, clock), contents, state, clock);
        multipart = new Multipart(buckets, objects, uploads, parts, contents, state, clock);
        copies = new Copies(objects, multipart, contents, clock);
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public String operation(Call call) {
        return Operations.of(call);
    }

    /** One that nobody signed is for S3 when it names a bucket. */
    @Override
    public boolean open(Call head) {
        return buckets.find(Address.of(head).bucket()).isPresent();
    }

    @Override
    public Response answer(String operation, Caller caller, Call call) throws IOException {
        Address address = Address.of(call);
        if (operation.equals(Operations.PREFLIGHT)) {
            return cors.preflight(address, call);
        }
        Map<String, String> shared = cors.headers(address, call);
        try {
            Caller admitted = operation.equals("DeleteObjects")
                    ? caller
                    : access.admit(operation, caller, address, Objects.version(call), call);
            Response answer = answer(operation, caller, admitted, address, call);
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.putAll(shared);
            if (answer.status() < 300) {
                headers.putAll(Encryption.headers(operation));
            }
            return answer.with(headers);
        } catch (AwsException e) {
            shared.forEach(e::header);
            throw e;
        }
    }

    /** As whom a copy's source is read. */
    private Caller reader(Caller caller, Call call) {
        CopySource source = CopySource.of(call);
        return access.admit("GetObject", caller, source.address(), source.version(), call);
    }

    /** @param asking who asks; others than the owner are admitted as the owner */
    private Response answer(String operation, Caller asking, Caller caller, Address address, Call call)
            throws IOException {
        if (!operation.endsWith("Acl")) {
            AccessLists.check(operation, call);
        }
        Encryption.check(call);
        StorageClass.check(call);
        return switch (operation) {
            case "ListBuckets" -> buckets.list(caller);
            case "CreateBucket" -> buckets.create(caller, address, call);
            case "HeadBucket" -> buckets.head(caller, address);
            case "DeleteBucket" -> buckets.delete(caller, address);
            case "GetBucketLocation" -> buckets.location(caller, address);
            case "ListObjects", "ListObjectsV2" -> {
                buckets.owned(caller, address.bucket());
                boolean second = operation.equals("ListObjectsV2");
                yield new Listing(stored, address.bucket(), Query.parse(call.rawQuery()), second).answer();
            }
            case "DeleteObjects" -> new Deletions(objects, access).answer(caller, address, call);
            case "PutObject" -> objects.put(caller, address, call);
            case "GetObject", "HeadObject" -> objects.get(caller, address, call);
            case "GetObjectAttributes" -> objects.attributes(caller, address, call);
            case "GetObjectAcl" -> objects.acl(caller, address, call);
            case "PutObjectAcl" -> {
                objects.acl(caller, address, call);
                throw AccessLists.off();
            }
            case "PutBucketAcl" -> {
                buckets.owned(caller, address.bucket());
                throw AccessLists.off();
            }
            case "GetObjectTagging" -> objects.tags(caller, address, call);
            case "PutObjectTagging" -> objects.tag(caller, address, call, TagSet.ofObject(call));
            case "DeleteObjectTagging" -> objects.tag(caller, address, call, Collections.emptySortedMap());
            case "ListObjectVersions" -> {
                Bucket bucket = buckets.owned(caller, address.bucket());
                yield new VersionListing(stored, earlier, bucket, Query.parse(call.rawQuery())).answer();
            }
            case "GetBucketVersioning" -> settings.versioning(caller, address);
            case "PutBucketVersioning" -> settings.changeVersioning(caller, address, call);
            case "GetBucketTagging" -> settings.tags(caller, address);
            case "PutBucketTagging" -> settings.tag(caller, address, call);
            case "DeleteBucketTagging" -> settings.untag(caller, address);
            case "GetBucketLifecycleConfiguration" -> settings.lifecycle(caller, address);
            case "PutBucketLifecycleConfiguration" -> settings.changeLifecycle(caller, address, call);
            case "DeleteBucketLifecycle" -> settings.deleteLifecycle(caller, address);
            case "GetBucketPolicy" -> guards.policy(caller, address);
            case "PutBucketPolicy" -> guards.changePolicy(caller, address, call);
            case "DeleteBucketPolicy" -> guards.deletePolicy(caller, address);
            case "GetBucketPolicyStatus" -> guards.policyStatus(caller, address);
            case "GetPublicAccessBlock" -> guards.publicAccess(caller, address);
            case "PutPublicAccessBlock" -> guards.changePublicAccess(caller, address, call);
            case "DeletePublicAccessBlock" -> guards.deletePublicAccess(caller, address);
            case "GetBucketCors" -> guards.cors(caller, address);
            case "PutBucketCors" -> guards.changeCors(caller, address, call);
            case "DeleteBucketCors" -> guards.deleteCors(caller, address);
            case "PutBucketEncryption" -> guards.changeEncryption(caller, address, call);
            case "DeleteBucketEncryption" -> guards.deleteEncryption(caller, address);
            case "PutBucketOwnershipControls" -> guards.changeOwnership(caller, address, call);
            case "CopyObject" -> copies.object(reader(asking, call), caller, address, call);
            case "UploadPartCopy" -> copies.part(reader(asking, call), caller, address, call);
            case "CreateMultipartUpload" -> multipart.create(caller, address, call);
            case "UploadPart" -> multipart.put(caller, address, call);
            case "CompleteMultipartUpload" -> multipart.complete(caller, address, call);
            case "AbortMultipartUpload" -> multipart.abort(caller, address, call);
            case "ListParts" -> multipart.parts(caller, address, call);
            case "ListMultipartUploads" -> multipart.uploads(caller, address, call);
            case "DeleteObject" -> objects.delete(caller, address, call);
            case String fact when BucketFacts.OPERATIONS.contains(fact) -> facts.answer(fact, caller, address);
            default ->
                throw new AwsException(
                        501, "NotImplemented", "A header you provided implies functionality that is not implemented");
        };
    }

    /**
     * An object's content, for another service.
     *
     * @param version empty for the newest
     * @throws AwsException as GetObject
     */
    public FileChannel content(Caller caller, String bucket, String key, String version) throws IOException {
        buckets.owned(caller, bucket);
        return objects.open(caller, new Address(bucket, key), version, "GET").file();
    }

    /** The keys of a bucket's objects that begin with the prefix, in order. */
    public List<String> keys(Caller caller, String bucket, String prefix) {
        buckets.owned(caller, bucket);
        List<String> keys = new ArrayList<>();
        stored.from("", StoredObject.id(bucket, prefix)).forEach(object -> keys.add(object.key()));
        return keys;
    }

    /** What an object is to have. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Puts an object for another service.
     *
     * @throws AwsException as PutObject
     * @throws IOException what the content's writing throws; then nothing is stored
     */
    public void store(Caller caller, String bucket, String key, String type, Content content) throws IOException {
        objects.store(caller, new Address(bucket, key), type, content);
    }

    /** Removes the files of what was not finished. */
    public void sweep() {
        Set<String> known =
                stored.all(_ -> true).stream().map(StoredObject::file).collect(Collectors.toSet());
        earlier.all(one -> !one.marker()).forEach(one -> known.add(one.object().file()));
        parts.all(_ -> true).forEach(part -> known.add(part.file()));
        keepOnly(known);
    }

    /** Removes all files. */
    public void clear() {
        keepOnly(Set.of());
    }

    private void keepOnly(Set<String> known) {
        try {
            contents.keepOnly(known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
