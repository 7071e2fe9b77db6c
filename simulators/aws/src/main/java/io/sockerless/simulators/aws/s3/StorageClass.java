package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import java.util.Set;

/** All objects are of the class that they have when nothing is said. */
final class StorageClass {
    private static final String HEADER = "x-amz-storage-class";
    private static final String OWN = "STANDARD";

    /** What S3 has beside it. */
    private static final Set<String> OTHERS = Set.of(
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "GLACIER_IR",
            "EXPRESS_ONEZONE");

    private StorageClass() {}

    /** @throws AwsException when a request wants another one: NotImplemented, or InvalidStorageClass if S3 has none of that name */
    static void check(Call call) {
        String told = call.header(HEADER);
        if (OTHERS.contains(told)) {
            throw new AwsException(501, "NotImplemented", "The storage class " + told + " is not simulated.");
        }
        if (!told.isEmpty() && !told.equals(OWN)) {
            throw new AwsException("InvalidStorageClass", "The storage class you specified is not valid");
        }
    }
}
