package io.sockerless.simulators.kernel;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.frontends.http.JsonLogFormatter;
import io.sockerless.frontends.http.Listener;
import io.sockerless.frontends.http.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A cloud at a listener of this machine. */
public final class Simulator implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final World world;
    private final Server server;

    private Simulator(World world, Server server) {
        this.world = world;
        this.server = server;
    }

    /**
     * Serves, and takes up what a predecessor began. State and cloud are closed with it.
     *
     * @param maker of the cloud, whenever the state was opened
     * @throws EngineException INVALID for an address that is none of this machine's own loopback, UNAVAILABLE when it
     *     cannot be had
     */
    public static Simulator start(InetSocketAddress address, State state, Function<State, Cloud> maker) {
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw EngineException.invalid("a simulator listens on loopback only, not on " + address.getHostString());
        }
        Clock clock = Clock.systemUTC();
        Faults faults = new Faults(clock, RandomGenerator.getDefault());
        RequestLog requests = new RequestLog();
        World world = new World(state, maker);
        Control control = new Control(faults, requests, world);
        world.cloud().resume();
        try {
            Server server = Server.builder()
                    .listen(new Listener.Tcp(address))
                    .api(new SimulatorApi(world, control, faults, requests, clock))
                    .grace(GRACE)
                    .start();
            Simulator started = new Simulator(world, server);
            world.served(started.url().replaceFirst("^http://", ""));
            return started;
        } catch (IOException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, e.getMessage(), e);
        }
    }

    /** Writes its log to standard error, and ends in order when the process is told to end. */
    public Simulator alone() {
        JsonLogFormatter.install(java.util.logging.Level.INFO);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(this::close));
        return this;
    }

    public String url() {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public void close() {
        server.close();
        world.close();
    }
}
