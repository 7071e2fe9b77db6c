package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;

/**
 * The URL of a function, or of an alias of it.
 *
 * @param arn of what it invokes
 * @param id in the URL
 * @param document as it is described, but for the URL itself
 */
record FunctionUrl(String arn, Caller caller, String name, String qualifier, String id, ObjectNode document) {
    /** The answer is sent when all of it is there. */
    static final String BUFFERED = "BUFFERED";

    /** It is sent while it is made. */
    static final String STREAMED = "RESPONSE_STREAM";

    FunctionName function() {
        return new FunctionName(caller, name, qualifier);
    }

    /** Whether requests have to be signed. */
    boolean signed() {
        return document.path("AuthType").asText().equals("AWS_IAM");
    }

    boolean streamed() {
        return document.path("InvokeMode").asText().equals(STREAMED);
    }
}
