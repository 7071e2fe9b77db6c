package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import java.util.List;
import java.util.Set;

/** Which operation a request asks for. One that says more than its operation knows asks for another, not served. */
final class Operations {
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
            new Route("POST", "object", "CreateMultipartUpload", "uploads", NONE),
            new Route("PUT", "object", "UploadPart", "uploadId", Set.of("partNumber")),
            new Route("POST", "object", "CompleteMultipartUpload", "uploadId", NONE),
            new Route("DELETE", "object", "AbortMultipartUpload", "uploadId", NONE),
            new Route("GET", "object", "ListParts", "uploadId", Set.of("max-parts", "part-number-marker")),
            new Route("GET", "object", "GetObjectTagging", "tagging", NONE),
            new Route("PUT", "object", "PutObject", "", NONE),
            new Route("GET", "object", "GetObject", "", NONE),
            new Route("HEAD", "object", "HeadObject", "", NONE),
            new Route("DELETE", "object", "DeleteObject", "", NONE));

    /** Headers by which a client asks for what is not here. */
    private static final List<String> REFUSED = List.of(
            "x-amz-copy-source-server-side-encryption",
            "x-amz-source-expected-bucket-owner",
            "x-amz-acl",
            "x-amz-grant-",
            "x-amz-server-side-encryption",
            "x-amz-tagging",
            "x-amz-object-lock-",
            "x-amz-bucket-object-lock-",
            "x-amz-object-ownership",
            "x-amz-website-redirect-location",
            "x-amz-storage-class",
            "x-amz-mfa",
            "x-amz-write-offset-bytes",
            "x-amz-expected-bucket-owner",
            "x-amz-if-match",
            "if-");

    /** Those under which something is written. */
    private static final Set<String> WRITES = Set.of("PutObject", "CopyObject", "CompleteMultipartUpload");

    private Operations() {}

    /** Empty when it is not served. */
    static String of(Call call) {
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
        return refused ? "" : operation;
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
