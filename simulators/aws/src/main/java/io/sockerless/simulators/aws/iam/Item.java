package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What an account or a user has besides: a password, a password policy, an alias, certificates, public keys.
 *
 * @param key with the account first, then what it is
 */
record Item(String key, ObjectNode document) {}
