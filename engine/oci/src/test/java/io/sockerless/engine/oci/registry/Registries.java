package io.sockerless.engine.oci.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.LayerSink;
import io.sockerless.engine.oci.ProgressEvent;
import io.sockerless.engine.oci.archive.ImageArchiveReader;
import io.sockerless.engine.oci.testing.RandomImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A client with a store of its own, and what it was told of its transfers. */
final class Registries implements AutoCloseable {
    final Path directory;
    final ContentStore store;
    final RegistryClient client;
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    Registries(Path directory) throws IOException {
        this(directory, List.of());
    }

    Registries(Path directory, List<URI> mirrors) throws IOException {
        this.directory = directory;
        store = ContentStore.open(directory);
        client = new RegistryClient(
                new RegistryConfig(Set.of(), mirrors, "sockerless-test", 5, Duration.ofMillis(5)), Clock.systemUTC());
    }

    /** Stores an image as {@code docker load} does. */
    Image load(RandomImage image) throws IOException {
        return new ImageArchiveReader(store)
                .read(new ByteArrayInputStream(image.archive()))
                .getFirst()
                .image();
    }

    Descriptor push(String reference, Image image, AuthConfig credentials) {
        told.clear();
        return new Pusher(client, store).push(ImageReference.parse(reference), image, credentials, this::tell);
    }

    Descriptor push(String reference, Image image) {
        return push(reference, image, AuthConfig.none());
    }

    PulledImage pull(String reference, AuthConfig credentials) {
        return pull(reference, credentials, Optional.empty(), Optional.empty(), LayerSink.none());
    }

    PulledImage pull(String reference) {
        return pull(reference, AuthConfig.none());
    }

    PulledImage pull(
            String reference,
            AuthConfig credentials,
            Optional<Platform> platform,
            Optional<Digest> current,
            LayerSink sink) {
        told.clear();
        PullRequest request = new PullRequest(ImageReference.parse(reference), platform, credentials, current);
        return new Puller(client, store).pull(request, sink, this::tell);
    }

    private void tell(ProgressEvent event) {
        told.add(
                switch (event) {
                    case ProgressEvent.Message(String id, String text) -> id.isEmpty() ? text : id + ": " + text;
                    case ProgressEvent.Step(String id, String action, long current, long total) ->
                        id + ": " + action + (total == 0 ? "" : " " + current + "/" + total);
                    case ProgressEvent.Aux aux -> aux.value().toString();
                });
    }

    void check(RandomImage expected, Image image) throws IOException {
        assertEquals(expected.id(), image.id());
        for (int i = 0; i < expected.layers().size(); i++) {
            try (InputStream tar = image.layers().get(i).open(store)) {
                assertArrayEquals(expected.layers().get(i), tar.readAllBytes());
            }
        }
        assertEquals(image, Image.load(store, image.id()));
    }

    @Override
    public void close() {
        client.close();
    }
}
