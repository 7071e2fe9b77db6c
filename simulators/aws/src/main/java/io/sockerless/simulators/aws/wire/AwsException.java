package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** An error that a service tells its client. */
public final class AwsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> members;
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private final transient Map<String, JsonNode> structures = new LinkedHashMap<>();

    public AwsException(int status, String code, String message) {
        this(status, code, message, Map.of());
    }

    /** @param members what the error has beside its code and message */
    public AwsException(int status, String code, String message, Map<String, String> members) {
        super(message);
        this.status = status;
        this.code = code;
        this.members = new LinkedHashMap<>(members);
    }

    /** A fault of the client's, status 400. */
    public AwsException(String code, String message) {
        this(400, code, message);
    }

    /** One more of what the error has beside its code and message. */
    public AwsException detail(String name, String value) {
        members.put(name, value);
        return this;
    }

    /** What is told in a header of the answer, by services that speak XML. */
    public AwsException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** What the error has beside its code and message, of services that speak JSON and have a target. */
    public AwsException structure(String name, JsonNode value) {
        structures.put(name, value);
        return this;
    }

    Map<String, JsonNode> structures() {
        return structures;
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

    public Map<String, String> members() {
        return members;
    }
}
