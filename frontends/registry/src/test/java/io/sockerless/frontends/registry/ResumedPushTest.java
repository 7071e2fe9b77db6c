package io.sockerless.frontends.registry;

import static io.sockerless.frontends.registry.Served.bytes;
import static io.sockerless.frontends.registry.Served.expect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.LayerSink;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.registry.AuthConfig;
import io.sockerless.engine.oci.registry.PullRequest;
import io.sockerless.engine.oci.registry.Puller;
import io.sockerless.engine.oci.registry.Pusher;
import io.sockerless.engine.oci.registry.RegistryClient;
import io.sockerless.engine.oci.registry.RegistryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client goes on with a push whose connection was cut, at a registry that can. Debian's docker-registry cannot. */
class ResumedPushTest {
    private static final int SIZE = 2_000_000;
    private static final int CUTS = 3;

    @TempDir
    Path place;

    private Served served;
    private RegistryClient client;

    @BeforeEach
    void serve() throws Exception {
        served = Served.in(place.resolve("served"));
        client = new RegistryClient(
                new RegistryConfig(Set.of(), List.of(), "test", 5, Duration.ofMillis(5)), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        client.close();
        served.close();
    }

    private Image pull(ContentStore store, String name) {
        PullRequest request = new PullRequest(
                ImageReference.parse("127.0.0.1:" + served.port() + "/" + name + ":v1"),
                Optional.empty(),
                AuthConfig.none(),
                Optional.empty());
        return new Puller(client, store)
                .pull(request, LayerSink.none(), _ -> {})
                .image();
    }

    @Test
    void whatHasArrivedIsNotSentAgain() throws Exception {
        byte[] layer = Served.random(SIZE);
        byte[] config =
                bytes("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\","
                        + "\"diff_ids\":[\"" + Digest.sha256(layer) + "\"]}}");
        byte[] manifest = Served.image(served.blob("plain", config), config.length, served.blob("plain", layer), SIZE);
        expect(201, served.manifest("plain", "v1", MediaTypes.OCI_MANIFEST, manifest));
        // Compressed on the way, and then as it came.
        ContentStore first = ContentStore.open(place.resolve("first"));
        pushCut(first, pull(first, "plain"), "compressed");
        ContentStore second = ContentStore.open(place.resolve("second"));
        pushCut(second, pull(second, "compressed"), "again");
        ContentStore third = ContentStore.open(place.resolve("third"));
        Image last = pull(third, "again");
        try (InputStream in = last.layers().getFirst().open(third)) {
            assertArrayEquals(layer, in.readAllBytes());
        }
    }

    private void pushCut(ContentStore store, Image image, String name) throws IOException {
        try (Cutter cutter = new Cutter(served.port())) {
            ImageReference target = ImageReference.parse("127.0.0.1:" + cutter.port() + "/" + name + ":v1");
            new Pusher(client, store).push(target, image, AuthConfig.none(), _ -> {});
            assertEquals(CUTS, cutter.cuts.get());
            assertTrue(cutter.passed.get() < SIZE * 1.1, () -> cutter.passed + " bytes were sent");
        }
    }

    /**
     * Passes connections on, and cuts the first ones that bring much: the client hears of it when the registry has taken
     * in what came, so that how much that is does not depend on which of them is faster.
     */
    private static final class Cutter implements AutoCloseable {
        private static final int MUCH = 400_000;

        final AtomicInteger cuts = new AtomicInteger();
        final AtomicLong passed = new AtomicLong();
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        private final int target;

        Cutter(int target) throws IOException {
            this.target = target;
            Thread.ofVirtual().start(this::accept);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listener.accept();
                    Socket server = new Socket("127.0.0.1", target);
                    AtomicBoolean cut = new AtomicBoolean();
                    Thread.ofVirtual().start(() -> bring(client, server, cut));
                    Thread.ofVirtual().start(() -> answer(server, client, cut));
                }
            } catch (IOException _) {
                // Closed.
            }
        }

        private void bring(Socket client, Socket server, AtomicBoolean cut) {
            byte[] buffer = new byte[4096];
            int here = 0;
            try {
                InputStream in = client.getInputStream();
                OutputStream out = server.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    here += n;
                    if (here > MUCH && cuts.get() < CUTS) {
                        cuts.incrementAndGet();
                        cut.set(true);
                        break;
                    }
                    passed.addAndGet(n);
                    out.write(buffer, 0, n);
                }
                server.shutdownOutput();
            } catch (IOException _) {
                // The other direction has ended.
            }
        }

        /** Ends both connections when the registry has ended its own; of one that was cut, nothing is heard any more. */
        private static void answer(Socket server, Socket client, AtomicBoolean cut) {
            byte[] buffer = new byte[4096];
            try (client;
                    server) {
                InputStream in = server.getInputStream();
                OutputStream out = client.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (!cut.get()) {
                        out.write(buffer, 0, n);
                    }
                }
            } catch (IOException _) {
                // The client has gone.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
