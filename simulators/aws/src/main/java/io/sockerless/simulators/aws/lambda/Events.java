package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.lambda.Concurrency.Throttled;
import io.sockerless.simulators.aws.lambda.Fleet.Done;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Documents;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Events that nobody waits for. Each is durable before it is acknowledged, and is forgotten when it is done: one that was
 * being done when the process was killed is done again, as Lambda may do any event more than once.
 */
record Events(
        Functions functions,
        Fleet fleet,
        Concurrency concurrency,
        EventConfigs configs,
        Documents<AsyncEvent> waiting,
        Map<String, Thread> threads) {
    private static final System.Logger LOG = System.getLogger(Events.class.getName());
    private static final long MINUTE = 60_000;
    private static final long THROTTLED = 1000;

    static Events of(Functions functions, Fleet fleet, Concurrency concurrency, EventConfigs configs) {
        Documents<AsyncEvent> waiting = functions.state().documents("lambda-event", AsyncEvent.class, AsyncEvent::id);
        return new Events(functions, fleet, concurrency, configs, waiting, new ConcurrentHashMap<>());
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
                FunctionVersion version = functions.version(event.name());
                Done done = fleet.invoke(version, event.invocation());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                int attempts = event.attempts() + 1;
                EventConfig config = configs.find(event.name());
                long next = System.currentTimeMillis() + attempts * MINUTE;
                boolean old = next - event.created() > config.age() * 1000L;
                if (!done.outcome().error() || attempts > config.retries() || old) {
                    String condition = !done.outcome().error()
                            ? "Success"
                            : attempts > config.retries() ? "RetriesExhausted" : "EventAgeExceeded";
                    end(new InvocationRecord(event, condition, attempts, version.version(), done.outcome()), config);
                    return;
                }
                // A minute after the first failure, two after the second one.
                event = event.again(attempts, next);
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

    /** In one step the event is over, and the one that tells of it begins. */
    private void end(InvocationRecord told, EventConfig config) {
        String destination = told.outcome().error() ? config.onFailure() : config.onSuccess();
        AsyncEvent event = told.event();
        if (destination.isEmpty()) {
            waiting.delete(event.id());
            return;
        }
        FunctionName name = FunctionName.parse(event.caller(), destination, "");
        AsyncEvent next = new AsyncEvent(
                name.caller(),
                name.name(),
                name.qualifier(),
                UUID.randomUUID().toString(),
                event.trace(),
                "",
                told.json(functions.clock().instant()),
                System.currentTimeMillis(),
                0,
                0);
        functions.state().write(batch -> {
            waiting.delete(batch, event.id());
            waiting.put(batch, next);
        });
        begin(next);
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
