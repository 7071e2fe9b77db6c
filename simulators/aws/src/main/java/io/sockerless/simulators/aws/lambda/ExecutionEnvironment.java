package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Listener;
import io.sockerless.frontends.http.Server;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.aws.wire.RoleSessions.Issued;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A container that runs a version of a function, with a Runtime API of its own, for one invocation after the other. */
final class ExecutionEnvironment implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ExecutionEnvironment.class.getName());
    private static final Duration QUIET = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(250);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    /** How long the credentials of its role are good, in seconds, and how long it is used with them. */
    private static final int ROLE = 12 * 3600;

    private static final Duration USED = Duration.ofHours(11);
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);
    private static final long MIB = 1 << 20;

    private final FunctionVersion version;
    private final String name;
    private final String stream;
    private final DockerEngine engine;
    private final FunctionLog log;
    private final Conversation conversation = new Conversation();
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final long begun = System.nanoTime();
    private Optional<Server> server = Optional.empty();
    private Optional<Printing> printing = Optional.empty();
    private volatile Optional<Exit> exit = Optional.empty();
    private volatile boolean closed;
    private long mostMemory;
    private volatile long idleSince = begun;

    /** @param stream its log's */
    ExecutionEnvironment(FunctionVersion version, String name, String stream, DockerEngine engine, FunctionLog log) {
        this.version = version;
        this.name = name;
        this.stream = stream;
        this.engine = engine;
        this.log = log;
    }

    /**
     * Makes the container and starts it, and the extensions beside its own program.
     *
     * @param extensions of images, as far as they are known
     * @throws DockerException what the engine does not run
     */
    void start(
            FunctionNetwork network,
            Images images,
            Map<String, List<String>> extensions,
            RoleSessions sessions,
            Map<String, String> labels)
            throws IOException, InterruptedException {
        FunctionNetwork.Place place = network.place();
        InetAddress gateway = place.gateway();
        Server listening = Server.builder()
                .listen(new Listener.Tcp(new InetSocketAddress(gateway, 0)))
                .api(new RuntimeApi(conversation, new ExtensionsApi(conversation, version), this::address))
                .grace(GRACE)
                .start();
        server = Optional.of(listening);
        InetSocketAddress bound = (InetSocketAddress) listening.addresses().getFirst();
        JsonNode image = images.of(version);
        String api = gateway.getHostAddress() + ":" + bound.getPort();
        Optional<Issued> role = sessions.begin(
                version.text("Role"), version.name(), ROLE, version.caller().region());
        engine.create(
                name,
                new EnvironmentBody(version, image, api, place.cloud(), stream, role).body(network.name(), labels));
        List<String> programs =
                ExtensionProgram.names(engine, name, image.path("Id").asText(), extensions);
        conversation.extensions().expect(programs);
        engine.start(name);
        String found = engine.container(name)
                .map(one -> one.path("NetworkSettings").path("Networks").path(network.name()))
                .map(one -> one.path("IPAddress").asText())
                .orElse("");
        address.complete(found);
        printing = Optional.of(Printing.begin(engine, name, log));
        Thread.ofVirtual().name("lambda-exit").start(this::watch);
        for (String program : programs) {
            new ExtensionProgram(engine, name, program, conversation, log).start();
        }
    }

    private String address() throws InterruptedException {
        try {
            return address.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void watch() {
        try {
            exit = Optional.of(new Exit(engine.await(name)));
        } catch (IOException | DockerException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.WARNING, "{0} is not watched any more: {1}", name, e.toString());
            }
        } finally {
            conversation.over();
            over.countDown();
        }
    }

    FunctionVersion version() {
        return version;
    }

    String name() {
        return name;
    }

    FunctionLog log() {
        return log;
    }

    Conversation conversation() {
        return conversation;
    }

    /** Since when it has been, as {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    long idleSince() {
        return idleSince;
    }

    void idle() {
        idleSince = System.nanoTime();
    }

    /** Whether it waits for an event. */
    boolean ready() {
        return !closed
                && conversation.state() == Conversation.State.WAITING
                && conversation.fault().isEmpty()
                && System.nanoTime() - begun < USED.toNanos();
    }

    /** How it ended; empty when that is not known. */
    Optional<Exit> exit() {
        return exit;
    }

    /** Tells the extensions that it ends, and gives them time for it. @param reason as they are told */
    void shutdown(String reason) {
        try {
            boolean runs = exit.isEmpty() && conversation.state() != Conversation.State.OVER;
            if (runs && conversation.extensions().shutdown(reason, SHUTDOWN, System.currentTimeMillis())) {
                log.flush();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills what runs. */
    void kill() {
        quietly(() -> engine.stop(name, 0));
    }

    /** Waits for all that it has printed; it must have ended, or have been killed. */
    void drain() throws InterruptedException {
        over.await(DRAIN.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        if (printing.isPresent()) {
            printing.get().join(DRAIN);
        }
    }

    /** Waits until what it has printed is in its log, as far as that can be known. */
    void settle() throws InterruptedException {
        log.settle(QUIET, LONGEST);
        if (printing.isPresent()) {
            printing.get().catchUp(DRAIN);
        }
    }

    /** The most memory that it was seen to use, in MB; 0 when that could not be seen. */
    long memory() {
        quietly(() -> engine.stats(name).map(one -> one.path("memory_stats")).ifPresent(memory -> {
            JsonNode stats = memory.path("stats");
            long cache = Math.max(
                    stats.path("total_inactive_file").asLong(),
                    stats.path("inactive_file").asLong());
            long used = Math.max(0, memory.path("usage").asLong() - cache);
            mostMemory = Math.max(mostMemory, (used + MIB - 1) / MIB);
        }));
        return mostMemory;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void quietly(Step step) {
        try {
            step.run();
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", name, e.toString());
        }
    }

    /** Removes it; whoever waits for it is told that it is over. */
    @Override
    public void close() {
        closed = true;
        shutdown(conversation.fault().isPresent() || conversation.initFailure().isPresent() ? "failure" : "spindown");
        address.complete("");
        conversation.over();
        quietly(() -> engine.remove(name));
        server.ifPresent(Server::close);
        printing.ifPresent(Printing::interrupt);
        log.close();
    }

    /** Several at once: each of them waits for its connections to end. */
    static void closeAll(List<ExecutionEnvironment> all) throws InterruptedException {
        List<Thread> closing =
                all.stream().map(one -> Thread.ofVirtual().start(one::close)).toList();
        for (Thread one : closing) {
            one.join();
        }
    }
}
