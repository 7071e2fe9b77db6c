package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import java.util.List;
import java.util.Set;

/** Which operation a request asks for. One that says more than its operation knows asks for another, not served. */
final class Operations {
    /** What a browser asks before it asks. */
    static final String PREFLIGHT = "OPTIONS";

    private record Route(String method, String about, String operation, String marker, Set<String> parameters) {
        boolean meets(Call call, Address address, Query query) {
            return method.equals(call.method())
                    && about.equals(address.about())
                    && (marker.isEmpty() || query.has(marker))
                    && query.names().stream()
                            .allMatch(name -> parameters.contains(name) || name.equals(marker) || name.equals("x-id"));
        }
    }

    private static final Set<String> NONE = Set.of();
    private static final Set<String> VERSION = Set.of("versionId");

    private static final List<Route> ROUTES = List.of(
            new Route("GET", "service", "ListBuckets", "", NONE),
            new Route("POST", "bucket", "DeleteObjects", "delete", NONE),
            new Route("PUT", "bucket", "CreateBucket", "", NONE),
            new Route("HEAD", "bucket", "HeadBucket", "", NONE),
            new Route("DELETE", "bucket", "DeleteBucket", "", NONE),
            new Route("GET", "bucket", "GetBucketLocation", "location", NONE),
            new Route(
                    "GET",
                    "bucket",
                    "ListObjectsV2",
                    "list-type",
                    Set.of(
                            "prefix",
                            "delimiter",
                            "max-keys",
                            "continuation-token",
                            "start-after",
                            "encoding-type",
                            "fetch-owner")),
            new Route(
                    "GET",
                    "bucket",
                    "ListObjects",
                    "",
                    Set.of("prefix", "delimiter", "max-keys", "marker", "encoding-type")),
            new Route(
                    "GET",
                    "bucket",
                    "ListMultipartUploads",
                    "uploads",
                    Set.of("prefix", "max-uploads", "key-marker", "upload-id-marker", "encoding-type")),
            new Route(
                    "GET",
                    "bucket",
                    "ListObjectVersions",
                    "versions",
                    Set.of("prefix", "delimiter", "max-keys", "key-marker", "version-id-marker", "encoding-type")),
            new Route("GET", "bucket", "GetBucketVersioning", "versioning", NONE),
            new Route("PUT", "bucket", "PutBucketVersioning", "versioning", NONE),
            new Route("GET", "bucket", "GetBucketTagging", "tagging", NONE),
            new Route("PUT", "bucket", "PutBucketTagging", "tagging", NONE),
            new Route("DELETE", "bucket", "DeleteBucketTagging", "tagging", NONE),
            new Route("GET", "bucket", "GetBucketLifecycleConfiguration", "lifecycle", NONE),
            new Route("PUT", "bucket", "PutBucketLifecycleConfiguration", "lifecycle", NONE),
            new Route("DELETE", "bucket", "DeleteBucketLifecycle", "lifecycle", NONE),
            new Route("PUT", "bucket", "PutBucketAcl", "acl", NONE),
            new Route("GET", "bucket", "GetBucketAcl", "acl", NONE),
            new Route("GET", "bucket", "GetBucketOwnershipControls", "ownershipControls", NONE),
            new Route("GET", "bucket", "GetPublicAccessBlock", "publicAccessBlock", NONE),
            new Route("GET", "bucket", "GetBucketEncryption", "encryption", NONE),
            new Route("GET", "bucket", "GetBucketRequestPayment", "requestPayment", NONE),
            new Route("GET", "bucket", "GetBucketAccelerateConfiguration", "accelerate", NONE),
            new Route("GET", "bucket", "GetBucketLogging", "logging", NONE),
            new Route("GET", "bucket", "GetBucketNotificationConfiguration", "notification", NONE),
            new Route("GET", "bucket", "GetBucketPolicy", "policy", NONE),
            new Route("PUT", "bucket", "PutBucketPolicy", "policy", NONE),
            new Route("DELETE", "bucket", "DeleteBucketPolicy", "policy", NONE),
            new Route("PUT", "bucket", "PutBucketCors", "cors", NONE),
            new Route("DELETE", "bucket", "DeleteBucketCors", "cors", NONE),
            new Route("PUT", "bucket", "PutBucketEncryption", "encryption", NONE),
            new Route("DELETE", "bucket", "DeleteBucketEncryption", "encryption", NONE),
            new Route("PUT", "bucket", "PutPublicAccessBlock", "publicAccessBlock", NONE),
            new Route("DELETE", "bucket", "DeletePublicAccessBlock", "publicAccessBlock", NONE),
            new Route("PUT", "bucket", "PutBucketOwnershipControls", "ownershipControls", NONE),
            new Route("GET", "bucket", "GetBucketPolicyStatus", "policyStatus", NONE),
            new Route("GET", "bucket", "GetBucketCors", "cors", NONE),
            new Route("GET", "bucket", "GetBucketWebsite", "website", NONE),
            new Route("GET", "bucket", "GetBucketReplication", "replication", NONE),
            new Route("GET", "bucket", "GetObjectLockConfiguration", "object-lock", NONE),
            new Route("POST", "object", "CreateMultipartUpload", "uploads", NONE),
            new Route("PUT", "object", "UploadPart", "uploadId", Set.of("partNumber")),
            new Route("POST", "object", "CompleteMultipartUpload", "uploadId", NONE),
            new Route("DELETE", "object", "AbortMultipartUpload", "uploadId", NONE),
            new Route("GET", "object", "ListParts", "uploadId", Set.of("max-parts", "part-number-marker")),
            new Route("GET", "object", "GetObjectTagging", "tagging", VERSION),
            new Route("PUT", "object", "PutObjectTagging", "tagging", VERSION),
            new Route("DELETE", "object", "DeleteObjectTagging", "tagging", VERSION),
            new Route("PUT", "object", "PutObjectAcl", "acl", VERSION),
            new Route("GET", "object", "GetObjectAcl", "acl", VERSION),
            new Route("GET", "object", "GetObjectAttributes", "attributes", VERSION),
            new Route("PUT", "object", "PutObject", "", NONE),
            new Route("GET", "object", "GetObject", "", Overrides.AND_VERSION),
            new Route("HEAD", "object", "HeadObject", "", Overrides.AND_VERSION),
            new Route("DELETE", "object", "DeleteObject", "", VERSION));

    /** Headers by which a client asks for what is not here. */
    private static final List<String> REFUSED = List.of(
            "x-amz-copy-source-server-side-encryption",
            "x-amz-source-expected-bucket-owner",
            "x-amz-server-side-encryption-customer-",
            "x-amz-object-lock-",
            "x-amz-bucket-object-lock-",
            "x-amz-website-redirect-location",
            "x-amz-mfa",
            "x-amz-write-offset-bytes",
            "x-amz-expected-bucket-owner",
            "x-amz-if-match",
            "if-");

    /** Those under which something is written. */
    private static final Set<String> WRITES = Set.of("PutObject", "CopyObject", "CompleteMultipartUpload");

    /** Those that make objects, which may have tags at once. */
    private static final Set<String> TAGS = Set.of("PutObject", "CopyObject", "CreateMultipartUpload");

    private Operations() {}

    /** Empty when it is not served. */
    static String of(Call call) {
        if (call.method().equals("OPTIONS")) {
            return PREFLIGHT;
        }
        Address address = Address.of(call);
        Query query = Query.parse(call.rawQuery());
        String operation = ROUTES.stream()
                .filter(route -> route.meets(call, address, query))
                .findFirst()
                .map(route -> copying(call, route.operation()))
                .orElse("");
        boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
        Set<String> conditions =
                reads ? Condition.HEADERS : WRITES.contains(operation) ? WriteCondition.HEADERS : Set.of();
        boolean refused = call.names().stream()
                .filter(name -> !conditions.contains(name))
                .anyMatch(name -> REFUSED.stream().anyMatch(name::startsWith));
        boolean untagged =
                call.names().stream().anyMatch(name -> name.startsWith(TagSet.HEADER)) && !TAGS.contains(operation);
        return refused || untagged ? "" : operation;
    }

    private static String copying(Call call, String operation) {
        boolean copies = call.names().stream().anyMatch(name -> name.startsWith("x-amz-copy-source"));
        return switch (operation) {
            case "PutObject" -> copies ? "CopyObject" : operation;
            case "UploadPart" -> copies ? "UploadPartCopy" : operation;
            default -> copies ? "" : operation;
        };
    }
}
