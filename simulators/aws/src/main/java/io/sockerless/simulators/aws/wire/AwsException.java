package io.sockerless.simulators.aws.wire;

import java.util.Map;

/** An error that a service tells its client. */
public final class AwsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> members;

    public AwsException(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    /** @param members what the error has beside its code and message */
    public AwsException(int status, String code, String message, Map<String, String> members) {
        super(message);
        this.status = status;
        this.code = code;
        this.members = Map.copyOf(members);
    }

    /** A fault of the client's, status 400. */
    public AwsException(String code, String message) {
        this(400, code, message);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Map<String, String> members() {
        return members;
    }
}
