package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.lambda.Conversation.Turn;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The extensions of one environment. Those that are programs of their own must have registered before the first event; an
 * invocation is over when all have asked for the next event, too. Thread-safe; who looks at {@link #rest} is told of
 * changes, and never under the lock of this.
 */
final class Extensions {
    private static final int MOST = 10;

    private final Runnable changed;
    private final Map<String, Extension> registered = new LinkedHashMap<>();
    /** Programs that run, by their files' names. */
    private final Set<String> programs = new HashSet<>();
    /** Those of them that have not registered yet. */
    private final Set<String> awaited = new HashSet<>();

    private boolean runtimeReady;
    private boolean ending;

    /** @param changed what to do when {@link #rest} may be another */
    Extensions(Runnable changed) {
        this.changed = changed;
    }

    /** Why a call is refused. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String type;

        Refused(int status, String type, String message) {
            super(message);
            this.status = status;
            this.type = type;
        }

        int status() {
            return status;
        }

        String type() {
            return type;
        }
    }

    /** These are about to be started. */
    synchronized void expect(List<String> names) {
        programs.addAll(names);
        awaited.addAll(names);
    }

    /** The runtime has asked for its first event: nothing within it registers any more. */
    synchronized void runtimeReady() {
        runtimeReady = true;
    }

    /** @return its identifier */
    String register(String name, List<String> events) throws Refused {
        String id;
        synchronized (this) {
            boolean external = programs.contains(name);
            if (registered.values().stream().anyMatch(one -> one.name().equals(name))) {
                throw new Refused(403, "Extension.InvalidExtensionState", "Extension " + name + " has registered.");
            }
            if (external ? !awaited.contains(name) : runtimeReady) {
                throw new Refused(403, "Extension.RegistrationClosed", "Extension registration closed already");
            }
            for (String event : events) {
                if (!List.of(Extension.INVOKE, Extension.SHUTDOWN).contains(event)) {
                    throw new Refused(400, "Extension.InvalidEventType", event + ": invalid event type");
                }
            }
            if (!external && events.contains(Extension.SHUTDOWN)) {
                throw new Refused(
                        400,
                        "ShutdownEventNotSupportedForInternalExtension",
                        Extension.SHUTDOWN + ": event not supported for internal extensions");
            }
            if (registered.size() == MOST) {
                throw new Refused(400, "Extension.TooManyExtensions", "Extension limit (" + MOST + ") reached");
            }
            id = UUID.randomUUID().toString();
            registered.put(id, new Extension(name, id, external, Set.copyOf(events)));
            awaited.remove(name);
        }
        changed.run();
        return id;
    }

    /** @param id as it was given it */
    synchronized Extension of(String id) throws Refused {
        if (id.isEmpty()) {
            throw new Refused(
                    403, "Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header");
        }
        Extension one = registered.get(id);
        if (one == null) {
            throw new Refused(403, "Extension.UnknownExtensionIdentifier", "Unknown extension " + id);
        }
        return one;
    }

    /**
     * Waits for the next event of an extension. Who asks again, asks instead.
     *
     * @param left whether nobody reads the answer
     * @throws InterruptedException when there will be none for this one
     */
    ExtensionEvent next(Extension one, BooleanSupplier left) throws InterruptedException {
        long mine;
        synchronized (this) {
            mine = one.poll();
            notifyAll();
        }
        changed.run();
        synchronized (this) {
            while (one.polls(mine) && !left.getAsBoolean()) {
                Optional<ExtensionEvent> event = one.take();
                if (event.isPresent()) {
                    return event.get();
                }
                wait();
            }
        }
        throw new InterruptedException("no event for this one");
    }

    synchronized void wake() {
        notifyAll();
    }

    /** Whether all that there are have registered, and wait for events. */
    synchronized boolean rest() {
        return awaited.isEmpty() && registered.values().stream().allMatch(Extension::rests);
    }

    /** Tells those that want to know. */
    synchronized void invoke(Turn turn) {
        ExtensionEvent event = ExtensionEvent.of(turn);
        registered.values().forEach(one -> one.offer(event));
        notifyAll();
    }

    /** Whether they have been told that the environment ends. */
    synchronized boolean ending() {
        return ending;
    }

    /** A program is over. */
    void exited(String name) {
        synchronized (this) {
            programs.remove(name);
            awaited.remove(name);
            registered.values().removeIf(one -> one.external() && one.name().equals(name));
            notifyAll();
        }
        changed.run();
    }

    /** As the log has them, a line each. */
    synchronized List<String> told() {
        return registered.values().stream()
                .map(one -> "EXTENSION\tName: " + one.name() + "\tState: Ready\tEvents: ["
                        + String.join(",", one.events().stream().sorted().toList()) + "]")
                .toList();
    }

    /**
     * Tells those that want to know that the environment ends, once, and waits until their programs have ended.
     *
     * @param now in milliseconds since 1970
     * @return whether there was one
     */
    synchronized boolean shutdown(String reason, Duration longest, long now) throws InterruptedException {
        if (ending || programs.isEmpty()) {
            return false;
        }
        ending = true;
        ExtensionEvent event = ExtensionEvent.shutdown(reason, now + longest.toMillis());
        registered.values().forEach(one -> one.offer(event));
        notifyAll();
        long end = System.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos(); !programs.isEmpty() && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
