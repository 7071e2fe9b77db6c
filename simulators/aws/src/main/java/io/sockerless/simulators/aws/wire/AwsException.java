package io.sockerless.simulators.aws.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/** An error that a service tells its client. */
public final class AwsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> details = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public AwsException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** A fault of the client's, status 400. */
    public AwsException(String code, String message) {
        this(400, code, message);
    }

    /** What services that speak XML tell besides code and message, as an element beside them. */
    public AwsException detail(String name, String value) {
        details.put(name, value);
        return this;
    }

    /** What is told in a header of the answer, by services that speak XML. */
    public AwsException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Map<String, String> details() {
        return details;
    }

    Map<String, String> headers() {
        return headers;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
