package io.sockerless.frontends.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.filesync.BytesMessage;
import io.sockerless.frontends.buildkit.wire.filesync.FileSendGrpc;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;

/** Where clients want results: a file or a directory of theirs. */
public final class ClientOutputs {
    private static final String METHOD = "/moby.filesync.v1.FileSend/DiffCopy";
    private static final int PIECE = 1 << 20;

    private ClientOutputs() {}

    /** Writes what is to be sent. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** The key of what a client is told about what it gets. */
    public static Metadata.Key<String> exported(String name) {
        return Session.key("exporter-md-" + name);
    }

    private static Metadata with(Metadata metadata, int number) {
        metadata.put(Session.key("buildkit-attachable-exporter-id"), Integer.toString(number));
        return metadata;
    }

    /** Sends a file to the client's exporter of that number; returns when the client has it all. */
    public static void send(Session session, int number, Metadata metadata, Writer writer)
            throws IOException, InterruptedException {
        session.require(METHOD);
        Sending sending = new Sending();
        FileSendGrpc.newStub(session.with(with(metadata, number))).diffCopy(sending);
        try (OutputStream out = new BufferedOutputStream(sending.stream(), PIECE)) {
            writer.write(out);
            out.flush();
            sending.finish();
        } catch (IOException | RuntimeException e) {
            sending.cancel(e);
            throw e;
        }
    }

    /** Sends a tree of files to the client's exporter of that number. */
    public static void sendFiles(Session session, int number, Writer tar, LongConsumer progress)
            throws IOException, InterruptedException {
        session.require(METHOD);
        throw new UnsupportedOperationException();
    }

    private static final class Sending implements ClientResponseObserver<BytesMessage, BytesMessage> {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private ClientCallStreamObserver<BytesMessage> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<BytesMessage> stream) {
            call = stream;
            stream.setOnReadyHandler(this::wake);
        }

        private synchronized void wake() {
            notifyAll();
        }

        private synchronized void awaitReady() throws IOException {
            try {
                while (!call.isReady() && !end.isDone()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            if (end.isDone()) {
                throw new IOException("the client takes no more");
            }
        }

        OutputStream stream() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    for (int done = 0; done < length; done += PIECE) {
                        awaitReady();
                        call.onNext(BytesMessage.newBuilder()
                                .setData(ByteString.copyFrom(bytes, offset + done, Math.min(PIECE, length - done)))
                                .build());
                    }
                }
            };
        }

        void cancel(Throwable reason) {
            call.cancel("the result cannot be sent", reason);
        }

        void finish() throws InterruptedException {
            call.onCompleted();
            try {
                end.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new UncheckedIOException(new IOException(e.getCause()));
            }
        }

        @Override
        public void onNext(BytesMessage message) {
            // The client has nothing to say but that it is done.
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(
                    failure instanceof StatusRuntimeException e ? Failures.ofClient(e) : new RuntimeException(failure));
            wake();
        }

        @Override
        public void onCompleted() {
            end.complete(null);
            wake();
        }
    }
}
