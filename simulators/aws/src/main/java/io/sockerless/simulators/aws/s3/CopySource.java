package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * From where, and under which conditions, an object is to be copied.
 *
 * @param version empty for the newest
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html">AWS</a>
 */
record CopySource(Address address, String version, Condition condition) {
    private static final String HEADER = "x-amz-copy-source";
    private static final String VERSION = "?versionId=";

    /** @throws AwsException InvalidArgument */
    static CopySource of(Call call) {
        String told = call.header(HEADER);
        int version = told.lastIndexOf(VERSION);
        String path = decoded(version < 0 ? told : told.substring(0, version)).replaceFirst("^/", "");
        int slash = path.indexOf('/');
        if (slash < 1 || slash == path.length() - 1) {
            throw invalid("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }
        if (path.startsWith("arn:")) {
            throw new AwsException(501, "NotImplemented", "Copying from an access point is not simulated.");
        }
        return new CopySource(
                new Address(path.substring(0, slash), path.substring(slash + 1)),
                version < 0 ? "" : told.substring(version + VERSION.length()),
                Condition.of(call, HEADER + "-"));
    }

    /** @throws AwsException PreconditionFailed, also when the client has it already */
    void check(StoredObject object) {
        if (condition.has(object)) {
            throw Condition.failed();
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw invalid("Invalid copy source encoding");
        }
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidArgument", message);
    }
}
