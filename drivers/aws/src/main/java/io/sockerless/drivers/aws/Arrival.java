package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * The coming of a run's agent.
 *
 * @param place what the service calls the run
 * @param stopped completes when it is over at the service
 */
record Arrival(DialedAgent agent, String place, CompletableFuture<Void> stopped) {
    private static final System.Logger LOG = System.getLogger(Arrival.class.getName());
    private static final Duration TOLD = Duration.ofMinutes(1);

    /** Waits until it is there, or never will be. @param closed whether nobody waits any more */
    void await(BooleanSupplier closed) {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                while (!agent.awaitConnected(TOLD) && !closed.getAsBoolean()) {
                    LOG.log(System.Logger.Level.INFO, "waiting for the agent in {0}", place);
                }
                connected.complete(null);
            } catch (InterruptedException e) {
                connected.completeExceptionally(e);
            }
        });
        try {
            CompletableFuture.anyOf(connected, stopped).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "AWS: interrupted before " + place + " ran", e);
        } catch (ExecutionException e) {
            throw EngineException.internal("AWS: " + e.getCause().getMessage(), e);
        } finally {
            waiting.interrupt();
        }
    }
}
