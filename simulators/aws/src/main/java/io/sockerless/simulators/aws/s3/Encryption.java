package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** With S3's own keys everything is encrypted, as of January 2023, and no client can tell. Others are not simulated. */
final class Encryption {
    static final String HEADER = "x-amz-server-side-encryption";
    private static final String OWN = "AES256";

    /** Operations whose answers tell it. */
    private static final Set<String> TOLD = Set.of(
            "PutObject",
            "GetObject",
            "HeadObject",
            "CopyObject",
            "CreateMultipartUpload",
            "UploadPart",
            "UploadPartCopy",
            "CompleteMultipartUpload");

    private Encryption() {}

    static Map<String, String> headers(String operation) {
        return TOLD.contains(operation) ? Map.of(HEADER, OWN) : Map.of();
    }

    /** @throws AwsException when a request wants other keys */
    static void check(Call call) {
        String told = call.header(HEADER);
        if (told.matches("aws:kms(:dsse)?") || call.names().stream().anyMatch(name -> name.startsWith(HEADER + "-"))) {
            throw kms();
        }
        if (!told.isEmpty() && !told.equals(OWN)) {
            throw new AwsException("InvalidArgument", "The encryption method specified is not supported")
                    .detail("ArgumentName", HEADER)
                    .detail("ArgumentValue", told);
        }
    }

    /** Whether a bucket is told to do what it does. @throws AwsException MalformedXML, NotImplemented */
    static void checkConfiguration(Call call) throws IOException {
        var rules =
                XmlBody.readChecked(call, "ServerSideEncryptionConfiguration").children();
        if (rules.size() != 1 || !rules.getFirst().name().equals("Rule")) {
            throw XmlBody.malformed();
        }
        for (XmlBody one : rules.getFirst().children()) {
            switch (one.name()) {
                case "BucketKeyEnabled" -> {
                    // It is about keys of KMS.
                }
                case "ApplyServerSideEncryptionByDefault" -> checkDefault(one);
                default -> throw new AwsException(501, "NotImplemented", one.name() + " is not simulated.");
            }
        }
    }

    private static void checkDefault(XmlBody told) {
        String algorithm = told.text("SSEAlgorithm");
        if (algorithm.matches("aws:kms(:dsse)?")) {
            throw kms();
        }
        if (!algorithm.equals(OWN)) {
            throw XmlBody.malformed();
        }
        if (!told.text("KMSMasterKeyID").isEmpty()) {
            throw new AwsException(
                    "InvalidArgument",
                    "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms");
        }
    }

    private static AwsException kms() {
        return new AwsException(501, "NotImplemented", "Encryption with keys of KMS or of clients is not simulated.");
    }
}
