package io.sockerless.frontends.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.fsutil.Tree;
import io.sockerless.frontends.buildkit.fsutil.TreeReceiver;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.filesync.FileSyncGrpc;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet.PacketType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;

/** A client's directories. */
public final class ClientFiles {
    private static final String METHOD = "/moby.filesync.v1.FileSync/DiffCopy";

    private ClientFiles() {}

    /**
     * What of a directory.
     *
     * @param name what the client calls it
     * @param includes patterns; none: everything
     * @param excludes patterns
     * @param follow paths of which, if links lie on them, what these point to is wanted, too
     */
    public record Selection(String name, List<String> includes, List<String> excludes, List<String> follow) {
        public Selection {
            includes = List.copyOf(includes);
            excludes = List.copyOf(excludes);
            follow = List.copyOf(follow);
        }

        Metadata metadata() {
            Metadata metadata = new Metadata();
            put(metadata, "dir-name", List.of(name));
            put(metadata, "include-patterns", includes);
            put(metadata, "exclude-patterns", excludes);
            put(metadata, "followpaths", follow);
            return metadata;
        }

        private static void put(Metadata metadata, String key, List<String> values) {
            boolean ascii = values.stream().allMatch(value -> value.chars().allMatch(c -> c < 128));
            for (String value : values) {
                metadata.put(Session.key(key), ascii ? value : URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
            if (!ascii) {
                metadata.put(Session.key(key + "-encoded"), "1");
            }
        }
    }

    /**
     * Makes {@code into} equal to what is selected. Only what it does not have yet is sent.
     *
     * @param progress takes the number of bytes received so far
     */
    public static void receive(Session session, Selection selection, Path into, LongConsumer progress)
            throws InterruptedException {
        session.require(METHOD);
        Receiving receiving = new Receiving(into, progress);
        FileSyncGrpc.newStub(session.with(selection.metadata())).diffCopy(receiving);
        receiving.await();
    }

    /** Packets in the order of their coming; the next one is taken when one has been dealt with. */
    private static final class Receiving implements ClientResponseObserver<Packet, Packet> {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final TreeReceiver receiver;
        private ClientCallStreamObserver<Packet> calls;

        Receiving(Path into, LongConsumer progress) {
            receiver = new TreeReceiver(new Tree(into), packet -> calls.onNext(packet), progress);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Packet> stream) {
            calls = stream;
        }

        @Override
        public void onNext(Packet packet) {
            try {
                if (receiver.accept(packet)) {
                    calls.onCompleted();
                    end.complete(null);
                }
            } catch (IOException e) {
                fail(new UncheckedIOException(e));
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        private void fail(RuntimeException failure) {
            if (end.completeExceptionally(failure)) {
                byte[] text = String.valueOf(failure.getMessage()).getBytes(StandardCharsets.UTF_8);
                calls.onNext(Packet.newBuilder()
                        .setType(PacketType.PACKET_ERR)
                        .setData(ByteString.copyFrom(text))
                        .build());
                calls.onCompleted();
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(
                    failure instanceof StatusRuntimeException e ? Failures.ofClient(e) : new RuntimeException(failure));
        }

        @Override
        public void onCompleted() {
            end.completeExceptionally(EngineException.invalid("the client ended its transfer of files too early"));
        }

        void await() throws InterruptedException {
            try (receiver) {
                end.get();
            } catch (InterruptedException e) {
                calls.cancel("the build has ended", e);
                throw e;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new RuntimeException(e.getCause());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
