package io.sockerless.frontends.registry;

import java.util.List;
import java.util.Map;

/**
 * A manifest of one repository, as it is kept.
 *
 * @param digest what clients call it
 * @param content the sha256 under which its bytes are stored
 * @param artifactType what a list of referrers says that it is; may be empty
 * @param subject digest of the manifest that it is about; empty if about none
 * @param blobs digests of what it needs, so that it is not collected
 * @param pushed when it first came, in milliseconds since 1970; 0 when that was not written down yet
 */
record ManifestRow(
        String repository,
        String digest,
        String content,
        String mediaType,
        long size,
        String artifactType,
        String subject,
        Map<String, String> annotations,
        List<String> blobs,
        long pushed) {}
