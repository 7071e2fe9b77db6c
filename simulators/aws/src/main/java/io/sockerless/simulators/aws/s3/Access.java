package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.iam.ResourcePolicy;
import io.sockerless.simulators.aws.iam.ResourcePolicy.Verdict;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Call;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a bucket's policy lets somebody do something. Its owner may do all that is not denied, the bucket's policy itself
 * always; others, and those who sign nothing, may do what is allowed to them.
 */
record Access(Buckets buckets, Clock clock) {
    private static final Set<String> OF_POLICIES = Set.of("GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy");
    private static final Set<String> OF_VERSIONS = Set.of(
            "GetObject",
            "HeadObject",
            "DeleteObject",
            "GetObjectTagging",
            "PutObjectTagging",
            "DeleteObjectTagging",
            "GetObjectAcl",
            "PutObjectAcl",
            "GetObjectAttributes");

    /**
     * @param version empty for none
     * @return as whom the request goes on
     * @throws AwsException AccessDenied
     */
    Caller admit(String operation, Caller caller, Address address, String version, Call call) {
        Optional<Bucket> there = buckets.find(address.bucket());
        // What is not served is nobody's to be denied.
        if (there.isEmpty() || operation.isEmpty() || operation.equals("CreateBucket")) {
            return caller;
        }
        Bucket bucket = there.get();
        boolean nobody = caller.accessKey().isEmpty();
        boolean owner = !nobody && bucket.account().equals(caller.account());
        Optional<ResourcePolicy> policy = Optional.ofNullable(bucket.documents().get(BucketPolicy.DOCUMENT))
                .flatMap(ResourcePolicy::read);
        if (OF_POLICIES.contains(operation) || policy.isEmpty()) {
            if (nobody) {
                throw denied();
            }
            return caller;
        }
        String resource = "arn:aws:s3:::" + bucket.name() + (address.key().isEmpty() ? "" : "/" + address.key());
        Verdict verdict = policy.get()
                .judge(
                        nobody ? Optional.empty() : Optional.of(caller.account()),
                        action(operation, version),
                        resource,
                        context(version, call));
        boolean shut = policy.get().isPublic() && PublicAccess.of(bucket).contains("RestrictPublicBuckets");
        return switch (verdict) {
            case DENIED -> throw denied();
            case SILENT -> {
                if (nobody) {
                    throw denied();
                }
                yield caller;
            }
            case ALLOWED -> {
                if (owner) {
                    yield caller;
                }
                if (shut) {
                    throw denied();
                }
                yield new Caller(caller.accessKey(), bucket.account(), bucket.region());
            }
        };
    }

    private static AwsException denied() {
        return new AwsException(403, "AccessDenied", "Access Denied");
    }

    private Map<String, List<String>> context(String version, Call call) {
        Query query = Query.parse(call.rawQuery());
        Map<String, List<String>> context = new HashMap<>();
        // The simulator stands for an endpoint that is asked by TLS.
        context.put("aws:SecureTransport", List.of("true"));
        context.put("aws:CurrentTime", List.of(clock.instant().toString()));
        context.put("aws:EpochTime", List.of(Long.toString(clock.instant().getEpochSecond())));
        put(context, "aws:Referer", call.header("Referer"));
        put(context, "aws:UserAgent", call.header("User-Agent"));
        put(context, "s3:VersionId", version);
        put(context, "s3:x-amz-acl", call.header("x-amz-acl"));
        put(context, "s3:x-amz-server-side-encryption", call.header(Encryption.HEADER));
        for (String name : List.of("prefix", "delimiter", "max-keys")) {
            if (query.has(name)) {
                context.put("s3:" + name, List.of(query.get(name)));
            }
        }
        return context;
    }

    private static void put(Map<String, List<String>> context, String key, String value) {
        if (!value.isEmpty()) {
            context.put(key, List.of(value));
        }
    }

    private static String action(String operation, String version) {
        String name = switch (operation) {
            case "HeadObject" -> "GetObject";
            case "CopyObject", "CreateMultipartUpload", "UploadPart", "UploadPartCopy", "CompleteMultipartUpload" ->
                "PutObject";
            case "ListParts" -> "ListMultipartUploadParts";
            case "ListMultipartUploads" -> "ListBucketMultipartUploads";
            case "ListObjects", "ListObjectsV2", "HeadBucket" -> "ListBucket";
            case "ListObjectVersions" -> "ListBucketVersions";
            case "DeleteBucketLifecycle" -> "PutLifecycleConfiguration";
            case "GetBucketEncryption" -> "GetEncryptionConfiguration";
            case "PutBucketEncryption", "DeleteBucketEncryption" -> "PutEncryptionConfiguration";
            case "GetPublicAccessBlock" -> "GetBucketPublicAccessBlock";
            case "PutPublicAccessBlock", "DeletePublicAccessBlock" -> "PutBucketPublicAccessBlock";
            case "DeleteBucketTagging" -> "PutBucketTagging";
            case "DeleteBucketCors" -> "PutBucketCORS";
            case "GetBucketLifecycleConfiguration", "PutBucketLifecycleConfiguration" ->
                operation.replace("Bucket", "");
            default -> operation;
        };
        return "s3:" + name + (version.isEmpty() || !OF_VERSIONS.contains(operation) ? "" : "Version");
    }
}
