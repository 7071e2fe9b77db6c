package io.sockerless.frontends.buildkit.session;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.upload.BytesMessage;
import io.sockerless.frontends.buildkit.wire.upload.UploadGrpc;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What clients have read from their standard input. */
public final class ClientUploads {
    private static final String METHOD = "/moby.upload.v1.Upload/Pull";

    private ClientUploads() {}

    /** Whether the address means an upload: clients make up a host's name, and give none to others. */
    public static boolean isUpload(Session session, URI address) {
        return session.offers(METHOD)
                && "http".equals(address.getScheme())
                && "buildkit-session".equals(address.getHost());
    }

    public static void pull(Session session, URI address, OutputStream into) throws InterruptedException {
        Metadata metadata = new Metadata();
        metadata.put(Session.key("urlpath"), address.getPath());
        metadata.put(Session.key("urlhost"), address.getHost());
        Pulling pulling = new Pulling(into);
        UploadGrpc.newStub(session.with(metadata)).pull(pulling);
        pulling.await();
    }

    private static final class Pulling implements ClientResponseObserver<BytesMessage, BytesMessage> {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final OutputStream into;
        private ClientCallStreamObserver<BytesMessage> call;

        Pulling(OutputStream into) {
            this.into = into;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<BytesMessage> stream) {
            call = stream;
        }

        @Override
        public void onNext(BytesMessage message) {
            try {
                message.getData().writeTo(into);
            } catch (IOException e) {
                end.completeExceptionally(new UncheckedIOException(e));
                call.cancel("cannot be written", e);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(
                    failure instanceof StatusRuntimeException e ? Failures.ofClient(e) : new RuntimeException(failure));
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }

        void await() throws InterruptedException {
            try {
                end.get();
            } catch (InterruptedException e) {
                call.cancel("the build has ended", e);
                throw e;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new RuntimeException(e.getCause());
            }
        }
    }
}
