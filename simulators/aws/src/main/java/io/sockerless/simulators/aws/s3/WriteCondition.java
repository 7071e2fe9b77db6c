package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import java.util.Optional;
import java.util.Set;

/**
 * Under which a client wants something written to a key: as long as nothing is there, or as long as there is what it knows.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">AWS</a>
 */
record WriteCondition(boolean absent, String match) {
    static final Set<String> HEADERS = Set.of("if-match", "if-none-match");
    static final WriteCondition NONE = new WriteCondition(false, "");

    /** @throws AwsException NotImplemented for what S3 itself has not: entity tags that must not be there, and both at once */
    static WriteCondition of(Call call) {
        String none = call.header("If-None-Match");
        String match = call.header("If-Match");
        if (!none.isEmpty() && (!none.equals("*") || !match.isEmpty())) {
            throw new AwsException(
                    501, "NotImplemented", "A header you provided implies functionality that is not implemented");
        }
        return new WriteCondition(!none.isEmpty(), match.replace("\"", ""));
    }

    /** @throws AwsException PreconditionFailed, or NoSuchKey when there is nothing that could match */
    void check(Optional<StoredObject> there) {
        if (absent && there.isPresent()) {
            throw Condition.failed();
        }
        if (match.isEmpty()) {
            return;
        }
        StoredObject object =
                there.orElseThrow(() -> new AwsException(404, "NoSuchKey", "The specified key does not exist."));
        if (!match.equals("*") && !match.equals(object.md5())) {
            throw Condition.failed();
        }
    }
}
