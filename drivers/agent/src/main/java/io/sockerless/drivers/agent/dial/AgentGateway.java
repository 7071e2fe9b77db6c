package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.agent.AgentJsons;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Where agents in clouds dial in: one TLS 1.3 port for all containers. Only containers that were {@link #expect}ed and
 * have their token get in; whoever does not is told nothing else and logged without the token. A gateway that is closed,
 * or dies, harms no container: agents dial until its successor, opened with the same {@link GatewayIdentity} and port,
 * expects them. Safe for use by many threads.
 */
public final class AgentGateway implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AgentGateway.class.getName());
    private static final int LONGEST_HELLO = 16 << 10;
    private static final int HELLO_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 45_000; // an agent pings every 15 seconds
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final byte[] NO_TOKEN = new byte[64];

    private final ServerSocket listener;
    private final SSLContext tls;
    private final Map<String, Expected> expected = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private record Expected(byte[] token, DialedAgent agent) {}

    private AgentGateway(ServerSocket listener, SSLContext tls) {
        this.listener = listener;
        this.tls = tls;
    }

    /**
     * Opens the port.
     *
     * @param address to listen on; port 0 for any
     * @throws IOException the port is taken, or the identity unusable
     */
    public static AgentGateway open(GatewayIdentity identity, InetSocketAddress address) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            AgentGateway gateway = new AgentGateway(listener, identity.tls());
            listener.bind(address, 256);
            Thread.ofVirtual().name("agent-gateway").start(gateway::acceptAll);
            return gateway;
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /**
     * Lets a container's agent in from now on, however often it dials. Call it before the container can run, and after a
     * restart for every container that may be running. Repeating it with the same token gives the same agent.
     *
     * @param token see {@link GatewayIdentity#token}
     */
    public DialedAgent expect(String containerId, String token) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        Expected entry = expected.compute(containerId, (id, before) -> {
            if (before != null && MessageDigest.isEqual(before.token(), bytes)) {
                return before;
            }
            if (before != null) {
                before.agent().close();
            }
            return new Expected(bytes, new DialedAgent(id));
        });
        return entry.agent();
    }

    /** The agent of a container that is expected. */
    public Optional<DialedAgent> find(String containerId) {
        return Optional.ofNullable(expected.get(containerId)).map(Expected::agent);
    }

    /** Refuses a container's agent from now on, and closes its {@link DialedAgent}. Idempotent. */
    public void forget(String containerId) {
        Expected gone = expected.remove(containerId);
        if (gone != null) {
            gone.agent().close();
        }
    }

    /** Stops listening and drops all connections. The containers go on. */
    @Override
    public void close() {
        closeQuietly(listener);
        expected.values().forEach(entry -> entry.agent().close());
        expected.clear();
        sockets.forEach(AgentGateway::closeQuietly);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().name("agent-dialed").start(() -> serve(socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.log(System.Logger.Level.WARNING, "a connection to the agents'' gateway failed", e);
                }
            }
        }
    }

    /** What an agent says first: a u32 length and this in JSON. */
    private record Hello(int protocol, String container, String token, String session, long received) {}

    /** The answer, in the same form; without a session a refusal. */
    private record Welcome(String session, long received, String error) {}

    private void serve(Socket socket) {
        boolean kept = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(HELLO_MILLIS);
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
            secured.setUseClientMode(false);
            secured.setEnabledProtocols(new String[] {"TLSv1.3"});
            secured.startHandshake();
            SocketCarrier carrier = new SocketCarrier(socket, secured, sockets);
            Hello hello = hello(carrier.in());
            Expected entry = admitted(hello, socket);
            if (entry == null) {
                answer(carrier.out(), new Welcome("", 0, "refused"));
                return;
            }
            socket.setSoTimeout(SILENCE_MILLIS);
            kept = true;
            entry.agent()
                    .dialed(
                            carrier,
                            hello.session(),
                            hello.received(),
                            PATIENCE,
                            (session, received) -> answer(carrier.out(), new Welcome(session, received, "")));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an agent's connection from " + socket.getInetAddress(), e);
            kept = false;
        } finally {
            if (!kept) {
                sockets.remove(socket);
                closeQuietly(socket);
            }
        }
    }

    private Expected admitted(Hello hello, Socket socket) {
        Expected entry = expected.get(hello.container());
        byte[] wanted = entry == null ? NO_TOKEN : entry.token();
        boolean same = MessageDigest.isEqual(wanted, hello.token().getBytes(StandardCharsets.UTF_8));
        if (entry != null && same && hello.protocol() == 1) {
            return entry;
        }
        String name = hello.container().matches("[A-Za-z0-9_.-]{1,128}") ? hello.container() : "(malformed)";
        LOG.log(
                System.Logger.Level.WARNING,
                "refused an agent from {0} that says it is of container {1}: {2}",
                socket.getInetAddress().getHostAddress(),
                name,
                entry == null ? "no such container is expected" : same ? "another protocol" : "wrong token");
        return null;
    }

    private static Hello hello(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length <= 0 || length > LONGEST_HELLO) {
            throw new IOException("a hello of " + length + " bytes");
        }
        Hello hello = AgentJsons.read(in.readNBytes(length), Hello.class);
        if (hello.container() == null || hello.token() == null) {
            throw new IOException("a hello without container or token");
        }
        return hello;
    }

    private static void answer(DataOutputStream out, Welcome welcome) throws IOException {
        byte[] text = AgentJsons.text(welcome).getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
        out.flush();
    }

    private static void closeQuietly(AutoCloseable closed) {
        try {
            closed.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "closing", e);
        }
    }

    /** A TLS connection. It is closed below TLS, which would wait for a blocked writer. */
    private record SocketCarrier(DataInputStream in, DataOutputStream out, Socket socket, Set<Socket> all)
            implements ResumableSession.Carrier {
        SocketCarrier(Socket socket, SSLSocket secured, Set<Socket> all) throws IOException {
            this(
                    new DataInputStream(new BufferedInputStream(secured.getInputStream(), 8 << 10)),
                    new DataOutputStream(new BufferedOutputStream(secured.getOutputStream(), 16 << 10)),
                    socket,
                    all);
        }

        @Override
        public void close() {
            all.remove(socket);
            closeQuietly(socket);
        }
    }
}
