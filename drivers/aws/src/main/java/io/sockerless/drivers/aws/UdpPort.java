package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.AgentStream;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.PublishedPorts.Published;
import io.sockerless.engine.model.EngineException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Carries datagrams: each client has a stream of its own, as long as it, or the container, sends some. */
final class UdpPort implements PublishedPort {
    private static final System.Logger LOG = System.getLogger(UdpPort.class.getName());
    private static final int LONGEST = 0xffff;
    /** As docker-proxy's. */
    private static final Duration IDLE = Duration.ofSeconds(90);

    private final DatagramChannel socket;
    private final Published published;
    private final Map<SocketAddress, Client> clients = new ConcurrentHashMap<>();

    private UdpPort(DatagramChannel socket, Published published) {
        this.socket = socket;
        this.published = published;
    }

    private static final class Client {
        private final AgentStream container;
        private volatile long used = System.nanoTime();

        Client(AgentStream container) {
            this.container = container;
        }

        boolean isIdle() {
            return System.nanoTime() - used > IDLE.toNanos();
        }
    }

    static UdpPort listen(Published wanted, InetSocketAddress at) throws IOException {
        DatagramChannel socket = DatagramChannel.open();
        try {
            socket.bind(at);
            return new UdpPort(socket, wanted.at(socket.getLocalAddress()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Published published() {
        return published;
    }

    @Override
    public boolean hasIpv6() {
        return socket.socket().getLocalAddress() instanceof Inet6Address;
    }

    @Override
    public void serve(DialedAgent agent) {
        Thread.ofVirtual().name("aws-port").start(() -> receive(agent));
        Thread.ofVirtual().name("aws-port-idle").start(this::forget);
    }

    private void receive(DialedAgent agent) {
        ByteBuffer datagram = ByteBuffer.allocate(2 + LONGEST);
        try {
            while (true) {
                datagram.clear().position(2);
                SocketAddress from = socket.receive(datagram);
                datagram.flip().putShort(0, (short) (datagram.limit() - 2));
                try {
                    Client client = clients.get(from);
                    if (client == null) {
                        client = begin(agent, from);
                    }
                    client.used = System.nanoTime();
                    client.container.output().write(datagram.array(), 0, datagram.limit());
                } catch (EngineException | IOException e) {
                    // It is lost, as datagrams may be; the next one tries again.
                    clients.remove(from);
                    LOG.log(System.Logger.Level.DEBUG, "a datagram to " + published, e);
                }
            }
        } catch (ClosedChannelException _) {
            // The run has ended.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "AWS: " + published + " receives no more", e);
        }
    }

    private Client begin(DialedAgent agent, SocketAddress from) {
        Client client = new Client(agent.forwardDatagrams(published.container()));
        clients.put(from, client);
        Thread.ofVirtual().name("aws-datagrams").start(() -> answer(client, from));
        return client;
    }

    private void answer(Client client, SocketAddress to) {
        try (DataInputStream in = new DataInputStream(client.container.input())) {
            while (true) {
                byte[] datagram = new byte[in.readUnsignedShort()];
                in.readFully(datagram);
                client.used = System.nanoTime();
                socket.send(ByteBuffer.wrap(datagram), to);
            }
        } catch (EOFException | ClosedChannelException _) {
            // One of both has gone.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "datagrams of " + published, e);
        } finally {
            clients.remove(to, client);
        }
    }

    private void forget() {
        try {
            while (socket.isOpen()) {
                Thread.sleep(IDLE.dividedBy(3));
                clients.forEach((address, client) -> {
                    if (client.isIdle() && clients.remove(address, client)) {
                        client.container.reset("idle");
                    }
                });
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        clients.values().forEach(client -> client.container.reset("the run has ended"));
    }
}
