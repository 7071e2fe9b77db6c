package io.sockerless.simulators.aws.wire;

import java.util.Map;

/**
 * Who asks, and where.
 *
 * @param accessKey empty for nobody
 */
public record Caller(String accessKey, String account, String region) {
    /** The account that keys belong to which name no other: a key of twelve digits is an account of its own. */
    public static final String ACCOUNT = "000000000000";

    public static final String REGION = "us-east-1";

    private static final Map<String, String> PARTITIONS = Map.of(
            "cn-", "aws-cn",
            "us-gov-", "aws-us-gov",
            "us-iso-", "aws-iso",
            "us-isob-", "aws-iso-b",
            "eu-isoe-", "aws-iso-e",
            "us-isof-", "aws-iso-f",
            "eusc-", "aws-eusc");

    static Caller of(Scope scope, Keys keys) {
        String key = scope.accessKey();
        String account = keys.key(key).map(Keys.Key::account).orElse(key.matches("\\d{12}") ? key : ACCOUNT);
        return new Caller(key, account, scope.region().isEmpty() ? REGION : scope.region());
    }

    /** Whether what it has is this one's, too: of the same account, in the same region. */
    public boolean sameAs(Caller other) {
        return account.equals(other.account) && region.equals(other.region);
    }

    /** The same one, elsewhere. */
    public Caller in(String other) {
        return new Caller(accessKey, account, other);
    }

    /** Of the clouds that know nothing of each other, the one that the region is in. */
    public String partition() {
        return PARTITIONS.entrySet().stream()
                .filter(entry -> region.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("aws");
    }

    /** @param resource as in {@code cluster/name} */
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
    }
}
