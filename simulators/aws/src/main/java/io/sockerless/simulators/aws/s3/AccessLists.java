package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;

/**
 * They are off: the owner of a bucket owns all that is in it, and may do all of it. So it is of all buckets that S3 has
 * made since April 2023, unless they are told otherwise.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html">AWS</a>
 */
final class AccessLists {
    private static final String OWNER = "BucketOwnerEnforced";

    private AccessLists() {}

    /** @throws AwsException when a request that makes something wants them */
    static void check(String operation, Call call) {
        String acl = call.header("x-amz-acl");
        boolean grants = call.names().stream().anyMatch(name -> name.startsWith("x-amz-grant-"));
        boolean fine = !grants && acl.matches("|bucket-owner-full-control");
        if (!operation.equals("CreateBucket")) {
            if (!fine) {
                throw off();
            }
            return;
        }
        String ownership = call.header("x-amz-object-ownership");
        if (!ownership.isEmpty()) {
            checkOwnership(ownership);
        }
        if (!fine && !(acl.equals("private") && !grants)) {
            throw new AwsException(
                    "InvalidBucketAclWithObjectOwnership",
                    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
        }
    }

    /** @throws AwsException for one that means access lists */
    static void checkOwnership(String told) {
        if (!told.equals(OWNER)) {
            throw new AwsException(501, "NotImplemented", "Buckets with access lists are not simulated.");
        }
    }

    static AwsException off() {
        return new AwsException("AccessControlListNotSupported", "The bucket does not allow ACLs");
    }
}
