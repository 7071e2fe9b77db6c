package io.sockerless.simulators.aws.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where functions reach the simulated cloud, which listens on loopback: a port of their network, for that network only. */
final class CloudDoor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CloudDoor.class.getName());
    private static final int BACKLOG = 256;

    private final ServerSocket listening;
    private final InetSocketAddress cloud;
    private final Subnet subnet;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private CloudDoor(ServerSocket listening, InetSocketAddress cloud, Subnet subnet) {
        this.listening = listening;
        this.cloud = cloud;
        this.subnet = subnet;
    }

    /** @param gateway an address of this machine in the network */
    static CloudDoor open(InetAddress gateway, Subnet subnet, InetSocketAddress cloud) throws IOException {
        CloudDoor door = new CloudDoor(new ServerSocket(0, BACKLOG, gateway), cloud, subnet);
        Thread.ofVirtual().name("lambda-door").start(door::accept);
        return door;
    }

    /** As AWS's clients want it. */
    String url() {
        return "http://" + listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().name("lambda-call").start(() -> serve(client));
            }
        } catch (IOException e) {
            if (!listening.isClosed()) {
                LOG.log(System.Logger.Level.WARNING, "functions do not reach the cloud any more", e);
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket()) {
            if (!subnet.has(client.getInetAddress())) {
                return;
            }
            open.add(client);
            open.add(server);
            server.connect(cloud);
            Thread asking = Thread.ofVirtual().start(() -> carry(client, server));
            carry(server, client);
            asking.join();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a function's call was cut: {0}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    /** Until its end, which is passed on. */
    private static void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // Neither side goes on without the other.
            try {
                from.close();
                to.close();
            } catch (IOException again) {
                throw new UncheckedIOException(again);
            }
            LOG.log(System.Logger.Level.DEBUG, "a function's call was cut: {0}", e.toString());
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket one : open) {
                one.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
