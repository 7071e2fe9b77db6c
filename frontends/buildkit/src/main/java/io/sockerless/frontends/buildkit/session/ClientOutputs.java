package io.sockerless.frontends.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ClientCalls;
import io.sockerless.frontends.buildkit.fsutil.TarSource;
import io.sockerless.frontends.buildkit.fsutil.TreeSender;
import io.sockerless.frontends.buildkit.wire.filesync.BytesMessage;
import io.sockerless.frontends.buildkit.wire.filesync.FileSendGrpc;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet.PacketType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Where clients want results: a file or a directory of theirs. */
public final class ClientOutputs {
    private static final String METHOD = "/moby.filesync.v1.FileSend/DiffCopy";
    private static final int PIECE = 1 << 20;

    /** The same call, when it is about a directory. */
    private static final MethodDescriptor<Packet, Packet> FILES = MethodDescriptor.<Packet, Packet>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(METHOD.substring(1))
            .setRequestMarshaller(ProtoLiteUtils.marshaller(Packet.getDefaultInstance()))
            .setResponseMarshaller(ProtoLiteUtils.marshaller(Packet.getDefaultInstance()))
            .build();

    private ClientOutputs() {}

    /** Writes what is to be sent. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** The key of what a client is told about what it gets. */
    public static Metadata.Key<String> exported(String name) {
        return Session.key("exporter-md-" + name);
    }

    private static Metadata with(Metadata metadata, int number) {
        metadata.put(Session.key("buildkit-attachable-exporter-id"), Integer.toString(number));
        return metadata;
    }

    /** Sends a file to the client's exporter of that number; returns when the client has it all. */
    public static void send(Session session, int number, Metadata metadata, Writer writer)
            throws IOException, InterruptedException {
        session.require(METHOD);
        Sending<BytesMessage, BytesMessage> sending = new Sending<>(_ -> {});
        FileSendGrpc.newStub(session.with(with(metadata, number))).diffCopy(sending);
        try (OutputStream out = new BufferedOutputStream(new Pieces(sending), PIECE)) {
            writer.write(out);
            out.flush();
            sending.finish();
        } catch (IOException | RuntimeException e) {
            sending.cancel(e);
            throw e;
        }
    }

    /** Sends a tree of files to the client's exporter of that number. */
    public static void sendFiles(Session session, int number, Writer tar, LongConsumer progress)
            throws IOException, InterruptedException {
        session.require(METHOD);
        Path work = Files.createTempDirectory("export");
        try {
            Path whole = work.resolve("files.tar");
            try (OutputStream out = Files.newOutputStream(whole)) {
                tar.write(out);
            }
            BlockingQueue<Packet> asked = new LinkedBlockingQueue<>();
            Sending<Packet, Packet> sending = new Sending<>(asked::add);
            // Who waits for the next question hears of the call's end, too.
            sending.whenOver(failure -> asked.add(Packet.newBuilder()
                    .setType(PacketType.PACKET_ERR)
                    .setData(ByteString.copyFromUtf8(String.valueOf(failure)))
                    .build()));
            ClientCalls.asyncBidiStreamingCall(
                    session.with(with(new Metadata(), number)).newCall(FILES, CallOptions.DEFAULT), sending);
            try (InputStream in = Files.newInputStream(whole);
                    TarSource source = new TarSource(in, work)) {
                new TreeSender(source, sending::send, progress).run(asked);
                sending.finish();
            } catch (IOException | RuntimeException | InterruptedException e) {
                sending.cancel(e);
                throw e;
            }
        } finally {
            try (Stream<Path> left = Files.list(work)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(work);
        }
    }

    /** A file's bytes as messages. */
    private static final class Pieces extends OutputStream {
        private final Sending<BytesMessage, BytesMessage> sending;

        Pieces(Sending<BytesMessage, BytesMessage> sending) {
            this.sending = sending;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; done += PIECE) {
                sending.send(BytesMessage.newBuilder()
                        .setData(ByteString.copyFrom(bytes, offset + done, Math.min(PIECE, length - done)))
                        .build());
            }
        }
    }
}
