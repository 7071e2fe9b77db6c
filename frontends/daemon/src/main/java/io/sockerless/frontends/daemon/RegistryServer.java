package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.oci.ContentStore;
import io.sockerless.engine.store.Store;
import io.sockerless.frontends.http.JsonLogFormatter;
import io.sockerless.frontends.http.Listener;
import io.sockerless.frontends.http.Server;
import io.sockerless.frontends.http.Tls;
import io.sockerless.frontends.registry.Authorizer;
import io.sockerless.frontends.registry.Htpasswd;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.frontends.registry.RegistryApi;
import io.sockerless.frontends.registry.RegistryEvent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The registry that is embedded here, at a listener of its own: beside a daemon, or alone. */
public final class RegistryServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RegistryServer.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Store rows;
    private final Registry registry;
    private final Server server;
    private final boolean encrypted;

    private RegistryServer(Store rows, Registry registry, Server server, boolean encrypted) {
        this.rows = rows;
        this.registry = registry;
        this.server = server;
        this.encrypted = encrypted;
    }

    /**
     * Serves in a process of its own, until it is told to end.
     *
     * @return where
     * @throws EngineException when the state is in use, or the listener cannot bind
     */
    public static String startAlone(RegistryServerConfig config) {
        JsonLogFormatter.install(java.util.logging.Level.INFO);
        Possession possession = Possession.take(config.state(), config.state().resolve("run"));
        RegistryServer started;
        try {
            started = start(config);
        } catch (RuntimeException e) {
            possession.close();
            throw e;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
                    started.close();
                    possession.close();
                }));
        Thread.ofVirtual().start(OldGeneration::tend);
        return started.url();
    }

    /** Serves; the state directory is this process's. */
    static RegistryServer start(RegistryServerConfig config) {
        Authorizer authorizer = config.passwords().<Authorizer>map(Htpasswd::of).orElseGet(Authorizer::anyone);
        Optional<Tls> tls = config.tls().map(files -> {
            try {
                return Tls.of(files);
            } catch (IOException e) {
                throw new EngineException(ErrorKind.INVALID, e.getMessage(), e);
            }
        });
        Store rows = Store.open(config.state().resolve("registry.db"));
        try {
            Registry registry = Registry.open(
                    ContentStore.open(config.state().resolve("content")),
                    rows,
                    "registry",
                    RegistryEvent.nobody(),
                    Clock.systemUTC());
            Server server = Server.builder()
                    .listen(new Listener.Tcp(config.address(), tls))
                    .api(new RegistryApi(registry, authorizer, config.readOnly()))
                    .grace(GRACE)
                    .start();
            if (!config.readOnly()) {
                registry.tend(config.grace());
            }
            RegistryServer started = new RegistryServer(rows, registry, server, tls.isPresent());
            LOG.log(Level.INFO, "the registry is at {0}", started.url());
            return started;
        } catch (IOException e) {
            rows.close();
            throw new EngineException(ErrorKind.UNAVAILABLE, "the registry cannot be served: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private String url() {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        String host = address.getAddress().getHostAddress();
        return (encrypted ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address.getPort();
    }

    @Override
    public void close() {
        server.close();
        registry.close();
        rows.close();
    }
}
