package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.AgentStream;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.aws.PublishedPorts.Published;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Carries connections. */
record TcpPort(ServerSocketChannel socket, Published published) implements PublishedPort {
    private static final System.Logger LOG = System.getLogger(TcpPort.class.getName());

    static TcpPort listen(Published wanted, InetSocketAddress at) throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.bind(at);
            return new TcpPort(socket, wanted.at(socket.getLocalAddress()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public boolean hasIpv6() {
        return socket.socket().getInetAddress() instanceof Inet6Address;
    }

    @Override
    public void serve(DialedAgent agent) {
        Thread.ofVirtual().name("aws-port").start(() -> accept(agent));
    }

    private void accept(DialedAgent agent) {
        try {
            while (true) {
                SocketChannel client = socket.accept();
                Thread.ofVirtual().name("aws-connection").start(() -> {
                    try (client) {
                        carry(client, agent.forward(published.container()));
                    } catch (EngineException | IOException e) {
                        // Nobody listens in the container, or one of both has gone; its peer sees that.
                        LOG.log(System.Logger.Level.DEBUG, "a connection to " + published, e);
                    }
                });
            }
        } catch (ClosedChannelException _) {
            // The run has ended.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "AWS: " + published + " accepts no more", e);
        }
    }

    /** To the end of both directions. */
    private static void carry(SocketChannel client, AgentStream container) throws IOException {
        Thread up = Thread.ofVirtual().start(() -> {
            try (OutputStream out = container.output()) {
                client.socket().getInputStream().transferTo(out);
            } catch (IOException e) {
                container.reset("the client has gone: " + e.getMessage());
            }
        });
        try {
            container.input().transferTo(client.socket().getOutputStream());
            client.shutdownOutput();
            up.join();
        } catch (IOException e) {
            container.reset("the client has gone: " + e.getMessage());
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
