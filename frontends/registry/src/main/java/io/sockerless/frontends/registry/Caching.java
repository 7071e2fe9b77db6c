package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.frontends.http.Exchange;

/** What has a digest never changes, so clients and proxies need to get it only once (RFC 9110, section 8.8.3). */
final class Caching {
    private Caching() {}

    static void mark(Exchange exchange, Digest digest) {
        exchange.header("Docker-Content-Digest", digest.toString()).header("ETag", tag(digest));
    }

    static boolean isFresh(Exchange exchange, Digest digest) {
        String known = exchange.requestHeader("If-None-Match");
        return !known.isEmpty() && (known.contains(tag(digest)) || known.equals("*"));
    }

    static String tag(Digest digest) {
        return "\"" + digest + "\"";
    }
}
