package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.lambda.Concurrency.Throttled;
import io.sockerless.simulators.aws.lambda.Fleet.Done;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Documents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Events that nobody waits for. Each is durable before it is acknowledged, and is forgotten when it is done: one that was
 * being done when the process was killed is done again, as Lambda may do any event more than once.
 */
record Events(
        Functions functions,
        Fleet fleet,
        Concurrency concurrency,
        Documents<AsyncEvent> waiting,
        Map<String, Thread> threads) {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());
    private static final int ATTEMPTS = 3;
    private static final long MINUTE = 60_000;
    private static final long THROTTLED = 1000;

    static Events of(Functions functions, Fleet fleet, Concurrency concurrency) {
        Documents<AsyncEvent> waiting = functions.state().documents("lambda-event", AsyncEvent.class, AsyncEvent::id);
        return new Events(functions, fleet, concurrency, waiting, new ConcurrentHashMap<>());
    }

    /** Durable when it returns. */
    void add(AsyncEvent event) {
        waiting.put(event);
        begin(event);
    }

    void resume() {
        waiting.all(_ -> true).forEach(this::begin);
    }

    private void begin(AsyncEvent event) {
        Thread thread = Thread.ofVirtual().name("lambda-event").unstarted(() -> {
            try {
                run(event);
            } catch (InterruptedException _) {
                // It is still there for a successor.
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the event " + event.id() + " is lost", e);
                waiting.delete(event.id());
            } finally {
                threads.remove(event.id());
            }
        });
        threads.put(event.id(), thread);
        thread.start();
    }

    private void run(AsyncEvent added) throws InterruptedException {
        AsyncEvent event = added;
        while (true) {
            Thread.sleep(Math.max(0, event.notBefore() - System.currentTimeMillis()));
            try (Concurrency.Slot _ = slot(event)) {
                Done done = fleet.invoke(functions.version(event.name()), event.invocation());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!done.outcome().error() || event.attempts() + 1 == ATTEMPTS) {
                    waiting.delete(event.id());
                    return;
                }
                // A minute after the first failure, two after the second one.
                int failed = event.attempts() + 1;
                event = event.again(failed, System.currentTimeMillis() + failed * MINUTE);
            } catch (Throttled _) {
                event = event.again(event.attempts(), System.currentTimeMillis() + THROTTLED);
            } catch (AwsException e) {
                if (e.status() < 500) {
                    LOG.log(System.Logger.Level.INFO, "the event {0} has no function any more", event.id());
                    waiting.delete(event.id());
                    return;
                }
                event = event.again(event.attempts(), System.currentTimeMillis() + MINUTE);
            }
            waiting.put(event);
        }
    }

    private Concurrency.Slot slot(AsyncEvent event) throws Throttled {
        return Invoking.slot(functions, concurrency, event.name());
    }

    /** Ends what runs; what has not been done stays. */
    void clear() throws InterruptedException {
        List<Thread> all = List.copyOf(threads.values());
        all.forEach(Thread::interrupt);
        for (Thread one : all) {
            one.join();
        }
    }
}
