package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import java.util.function.Consumer;

/** What has happened, and is durable. */
public sealed interface RegistryEvent {
    /** A manifest has come. @param tag empty when it was pushed by its digest alone */
    record ManifestPushed(String repository, Digest digest, String mediaType, String tag) implements RegistryEvent {}

    /** A manifest has been read. @param tag empty when it was asked for by its digest */
    record ManifestPulled(String repository, Digest digest, String mediaType, String tag) implements RegistryEvent {}

    record ManifestDeleted(String repository, Digest digest) implements RegistryEvent {}

    record TagDeleted(String repository, String tag) implements RegistryEvent {}

    /** A blob has come, by an upload or from another repository. */
    record BlobPushed(String repository, Digest digest, long size) implements RegistryEvent {}

    record BlobDeleted(String repository, Digest digest) implements RegistryEvent {}

    /** Who wants to know; called on the request's thread after the fact, must neither block nor throw. */
    static Consumer<RegistryEvent> nobody() {
        return _ -> {};
    }
}
