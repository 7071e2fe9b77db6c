package io.sockerless.simulators.aws.s3;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Call;
import java.util.Map;
import java.util.Set;

/** Headers of an answer that its request chooses, as in {@code ?response-content-type=text/plain}. */
final class Overrides {
    static final Set<String> AND_VERSION = Set.of(
            "versionId",
            "response-content-type",
            "response-content-language",
            "response-content-disposition",
            "response-content-encoding",
            "response-cache-control",
            "response-expires");

    private static final String PREFIX = "response-";

    private Overrides() {}

    /** Puts them in place of an object's own. @throws AwsException when nobody has signed the request */
    static void apply(Caller caller, Call call, Map<String, String> headers) {
        Query query = Query.parse(call.rawQuery());
        for (String name : query.names()) {
            if (name.startsWith(PREFIX)) {
                if (caller.accessKey().isEmpty()) {
                    throw new AwsException(
                            "InvalidRequest",
                            "Request specific response headers cannot be used for anonymous GET requests.");
                }
                headers.put(name.substring(PREFIX.length()), query.get(name));
            }
        }
    }
}
