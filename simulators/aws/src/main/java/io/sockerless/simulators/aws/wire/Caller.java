package io.sockerless.simulators.aws.wire;

/**
 * Who asks, and where.
 *
 * @param accessKey empty for nobody
 */
public record Caller(String accessKey, String account, String region) {
    /** The account that keys belong to which name no other: a key of twelve digits is an account of its own. */
    public static final String ACCOUNT = "000000000000";

    public static final String REGION = "us-east-1";

    static Caller of(Scope scope) {
        String key = scope.accessKey();
        return new Caller(
                key, key.matches("\\d{12}") ? key : ACCOUNT, scope.region().isEmpty() ? REGION : scope.region());
    }

    /** The same one, elsewhere. */
    public Caller in(String other) {
        return new Caller(accessKey, account, other);
    }

    /** @param resource as in {@code cluster/name} */
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
    }
}
