package io.sockerless.simulators.aws.ecr;

import java.util.Map;

/**
 * A repository of an account in a region.
 *
 * @param created seconds since 1970
 */
record EcrRepository(
        String account, String region, String name, double created, boolean immutable, Map<String, String> tags) {
    EcrRepository {
        tags = Map.copyOf(tags);
    }

    /** Its name in the OCI registry, where all accounts and regions are one host. */
    static String key(String account, String region, String name) {
        return account + ".dkr.ecr." + region + "/" + name;
    }

    String key() {
        return key(account, region, name);
    }

    String arn() {
        return "arn:aws:ecr:" + region + ":" + account + ":repository/" + name;
    }

    EcrRepository fixing(boolean tagsStay) {
        return new EcrRepository(account, region, name, created, tagsStay, tags);
    }

    EcrRepository tagged(Map<String, String> other) {
        return new EcrRepository(account, region, name, created, immutable, other);
    }
}
