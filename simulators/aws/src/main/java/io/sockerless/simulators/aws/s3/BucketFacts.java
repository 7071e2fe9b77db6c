package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Response;
import java.util.Set;

/**
 * What is so of every bucket here, as of one that S3 has just made, and can be asked but not changed: access lists are off, nothing is encrypted but with S3's own keys, nobody is told of anything.
 */
record BucketFacts(Buckets buckets) {
    static final Set<String> OPERATIONS = Set.of(
            "GetBucketAccelerateConfiguration",
            "GetBucketAcl",
            "GetBucketEncryption",
            "GetBucketLogging",
            "GetBucketNotificationConfiguration",
            "GetBucketOwnershipControls",
            "GetBucketReplication",
            "GetBucketRequestPayment",
            "GetBucketWebsite",
            "GetObjectLockConfiguration");

    /** @throws AwsException what is wrong with the bucket; that it has none of what is asked for */
    Response answer(String operation, Caller caller, Address address) {
        String account = buckets.owned(caller, address.bucket()).account();
        return switch (operation) {
            case "GetBucketAcl" -> acl(account);
            case "GetBucketOwnershipControls" ->
                Answers.xml(root("OwnershipControls")
                        .open("Rule")
                        .leaf("ObjectOwnership", "BucketOwnerEnforced")
                        .close()
                        .close());
            case "GetBucketEncryption" ->
                Answers.xml(root("ServerSideEncryptionConfiguration")
                        .open("Rule")
                        .open("ApplyServerSideEncryptionByDefault")
                        .leaf("SSEAlgorithm", "AES256")
                        .close()
                        .leaf("BucketKeyEnabled", "false")
                        .close()
                        .close());
            case "GetBucketRequestPayment" ->
                Answers.xml(root("RequestPaymentConfiguration")
                        .leaf("Payer", "BucketOwner")
                        .close());
            case "GetBucketAccelerateConfiguration" ->
                Answers.xml(root("AccelerateConfiguration").close());
            case "GetBucketLogging" -> Answers.xml(root("BucketLoggingStatus").close());
            case "GetBucketNotificationConfiguration" ->
                Answers.xml(root("NotificationConfiguration").close());
            case "GetBucketWebsite" ->
                throw absent(
                        "NoSuchWebsiteConfiguration",
                        "The specified bucket does not have a website configuration",
                        address);
            case "GetBucketReplication" ->
                throw absent(
                        "ReplicationConfigurationNotFoundError",
                        "The replication configuration was not found",
                        address);
            case "GetObjectLockConfiguration" ->
                throw absent(
                        "ObjectLockConfigurationNotFoundError",
                        "Object Lock configuration does not exist for this bucket",
                        address);
            default -> throw new IllegalStateException(operation + " is no such operation");
        };
    }

    /** Of a bucket or an object. */
    static Response acl(String account) {
        return Answers.xml(root("AccessControlPolicy")
                .open("Owner")
                .leaf("ID", account)
                .close()
                .open("AccessControlList")
                .open("Grant")
                .open("Grantee", "http://www.w3.org/2001/XMLSchema-instance", "xsi", "xsi:type", "CanonicalUser")
                .leaf("ID", account)
                .close()
                .leaf("Permission", "FULL_CONTROL")
                .close()
                .close()
                .close());
    }

    private static Xml root(String name) {
        return new Xml().open(name, Answers.NAMESPACE);
    }

    private static AwsException absent(String code, String message, Address address) {
        return new AwsException(404, code, message).detail("BucketName", address.bucket());
    }
}
