package io.sockerless.frontends.registry;

/**
 * A blob that one repository has; its bytes may be shared with others.
 *
 * @param digest what clients call it
 * @param content the sha256 under which its bytes are stored
 */
record BlobRow(String repository, String digest, String content, long size) {}
