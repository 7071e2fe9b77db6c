package io.sockerless.simulators.aws.iam;

/**
 * What a user asks with.
 *
 * @param user the user's id
 * @param status Active or Inactive
 * @param created as it is shown
 * @param used when, as it is shown; empty for never
 * @param service that it was used for, and in which region
 */
record AccessKey(
        String id,
        String account,
        String user,
        String secret,
        String status,
        String created,
        String used,
        String service,
        String region) {
    boolean active() {
        return status.equals("Active");
    }

    AccessKey being(String other) {
        return new AccessKey(id, account, user, secret, other, created, used, service, region);
    }

    AccessKey used(String when, String forService, String inRegion) {
        return new AccessKey(id, account, user, secret, status, created, when, forService, inRegion);
    }
}
