package io.sockerless.frontends.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.sockerless.frontends.buildkit.wire.ssh.BytesMessage;
import io.sockerless.frontends.buildkit.wire.ssh.CheckAgentRequest;
import io.sockerless.frontends.buildkit.wire.ssh.SSHGrpc;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A client's agents of ssh, each behind a socket here for as long as a step needs it. */
public final class ClientAgents {
    private static final String METHOD = "/moby.sshforward.v1.SSH/CheckAgent";

    private ClientAgents() {}

    /**
     * @param run a directory for the socket
     * @return empty when the client has none of that id
     */
    public static Optional<Agent> open(Session session, String id, Path run) throws IOException {
        if (!session.offers(METHOD)) {
            return Optional.empty();
        }
        try {
            SSHGrpc.newBlockingStub(session.channel())
                    .checkAgent(CheckAgentRequest.newBuilder().setID(id).build());
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
        return Optional.of(new Agent(session, id, run));
    }

    /** Listens until it is closed. */
    public static final class Agent implements AutoCloseable {
        private final Session session;
        private final String id;
        private final Path directory;
        private final ServerSocketChannel server;
        private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

        private Agent(Session session, String id, Path run) throws IOException {
            this.session = session;
            this.id = id;
            directory = Files.createTempDirectory(Files.createDirectories(run), "ssh");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket()));
            Thread.ofVirtual().name("ssh-agent").start(this::accept);
        }

        public Path socket() {
            return directory.resolve("socket");
        }

        private void accept() {
            try {
                while (true) {
                    SocketChannel connection = server.accept();
                    connections.add(connection);
                    Thread.ofVirtual().name("ssh-agent").start(() -> forward(connection));
                }
            } catch (IOException _) {
                // Closed: the step is over.
            }
        }

        private void forward(SocketChannel connection) {
            Metadata metadata = new Metadata();
            metadata.put(Session.key("buildkit.ssh.id"), id);
            Answers answers = new Answers(connection);
            SSHGrpc.newStub(session.with(metadata)).forwardAgent(answers);
            ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
            try {
                while (connection.read(buffer.clear()) >= 0) {
                    answers.call.onNext(BytesMessage.newBuilder()
                            .setData(ByteString.copyFrom(buffer.flip()))
                            .build());
                }
                answers.call.onCompleted();
            } catch (IOException e) {
                answers.call.cancel("the step has ended", e);
            } finally {
                connections.remove(connection);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            for (SocketChannel connection : connections) {
                connection.close();
            }
            Files.deleteIfExists(socket());
            Files.deleteIfExists(directory);
        }
    }

    private static final class Answers implements ClientResponseObserver<BytesMessage, BytesMessage> {
        private final SocketChannel connection;
        private ClientCallStreamObserver<BytesMessage> call;

        Answers(SocketChannel connection) {
            this.connection = connection;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<BytesMessage> stream) {
            call = stream;
        }

        @Override
        public void onNext(BytesMessage message) {
            ByteBuffer bytes = message.getData().asReadOnlyByteBuffer();
            try {
                while (bytes.hasRemaining()) {
                    connection.write(bytes);
                }
            } catch (IOException e) {
                call.cancel("the step reads no more", e);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end();
        }

        @Override
        public void onCompleted() {
            end();
        }

        private void end() {
            try {
                connection.close();
            } catch (IOException _) {
                // It is over either way.
            }
        }
    }
}
