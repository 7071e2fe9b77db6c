package io.sockerless.frontends.buildkit.session;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.sockerless.engine.model.EngineException;
import java.util.Locale;
import java.util.Set;

/**
 * A client that can be asked.
 *
 * @param sharedKey what its directories have in common with those of earlier sessions; empty when nothing
 * @param methods what it offers, in small letters
 */
public record Session(String id, String sharedKey, Set<String> methods, Channel channel) {
    public Session {
        methods = Set.copyOf(methods);
    }

    public boolean offers(String method) {
        return methods.contains(method.toLowerCase(Locale.ROOT));
    }

    /** @throws EngineException NOT_IMPLEMENTED when the client does not offer it */
    void require(String method) {
        if (!offers(method)) {
            throw EngineException.notImplemented("method " + method + " not supported by the client");
        }
    }

    /** The channel for a call with metadata. */
    Channel with(Metadata metadata) {
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
