package io.sockerless.engine.core.image;

import io.sockerless.engine.core.container.ConfigMerge;
import io.sockerless.engine.core.container.ImageSource.CommitRequest;
import io.sockerless.engine.core.container.ImageSource.LayerTar;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.CommitOptions;
import io.sockerless.engine.oci.ConfigChanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicReference;

/** From a container to the parts of its image. */
final class Commits {
    private Commits() {}

    static CommitOptions options(CommitRequest request) {
        Container container = request.container();
        ContainerConfig changed =
                new ContainerConfig(ConfigChanges.apply(request.config().fields(), request.changes()));
        ContainerConfig merged = ConfigMerge.merge(changed, container.config());
        return new CommitOptions(
                ContainerConfig.SCHEMA.complete(merged.fields()),
                ContainerConfig.SCHEMA.complete(container.config().fields()),
                container.id(),
                String.join(" ", container.config().cmd()),
                request.author(),
                request.comment(),
                Platform.parse(container.platform()));
    }

    /** The layer as a stream to read; a failure of its writer is thrown by the reader's next call. */
    static InputStream stream(LayerTar layer) throws IOException {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out, 1 << 17) {
            @Override
            public synchronized int read() throws IOException {
                return checked(super.read());
            }

            @Override
            public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
                return checked(super.read(bytes, offset, length));
            }

            private int checked(int result) {
                if (result < 0 && failure.get() != null) {
                    throw failure.get();
                }
                return result;
            }
        };
        Thread.ofVirtual().name("commit-layer").start(() -> {
            try (out) {
                layer.writeTo(out);
            } catch (RuntimeException e) {
                failure.set(e);
            } catch (IOException e) {
                failure.set(new java.io.UncheckedIOException(e));
            }
        });
        return in;
    }
}
