package io.sockerless.frontends.buildkit.session;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sockerless.frontends.buildkit.transport.Failures;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A call of messages to the client, no faster than it takes them. */
final class Sending<M, A> implements ClientResponseObserver<M, A> {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Consumer<A> answers;
    private ClientCallStreamObserver<M> call;

    Sending(Consumer<A> answers) {
        this.answers = answers;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<M> stream) {
        call = stream;
        stream.setOnReadyHandler(this::wake);
    }

    /** @param told takes why it is over, or nothing */
    void whenOver(Consumer<Throwable> told) {
        end.whenComplete((_, failure) -> told.accept(failure));
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

    void send(M message) throws IOException {
        awaitReady();
        call.onNext(message);
    }

    void cancel(Throwable reason) {
        call.cancel("the result cannot be sent", reason);
    }

    /** Returns when the client has ended the call, too. */
    void finish() throws InterruptedException {
        call.onCompleted();
        await();
    }

    /** Throws what the client has against it. */
    void await() throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new UncheckedIOException(new IOException(e.getCause()));
        }
    }

    boolean isOver() {
        return end.isDone();
    }

    @Override
    public void onNext(A message) {
        answers.accept(message);
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
