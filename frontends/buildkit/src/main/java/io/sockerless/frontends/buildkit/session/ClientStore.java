package io.sockerless.frontends.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.content.ContentGrpc;
import io.sockerless.frontends.buildkit.wire.content.InfoRequest;
import io.sockerless.frontends.buildkit.wire.content.ReadContentRequest;
import io.sockerless.frontends.buildkit.wire.content.ReadContentResponse;
import io.sockerless.frontends.buildkit.wire.content.WriteAction;
import io.sockerless.frontends.buildkit.wire.content.WriteContentRequest;
import io.sockerless.frontends.buildkit.wire.content.WriteContentResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.UUID;

/** A directory of the client that is an OCI image layout: blobs by their digest. */
public final class ClientStore {
    private static final String METHOD = "/containerd.services.content.v1.Content/";
    private static final int PIECE = 1 << 20;

    private final Channel channel;

    private ClientStore(Channel channel) {
        this.channel = channel;
    }

    /** @param id what the client calls it */
    public static ClientStore of(Session session, String id) {
        session.require(METHOD + "Write");
        Metadata metadata = new Metadata();
        metadata.put(Session.key("buildkit-attachable-store-id"), id);
        return new ClientStore(session.with(metadata));
    }

    public boolean has(String digest) {
        try {
            ContentGrpc.newBlockingStub(channel)
                    .info(InfoRequest.newBuilder().setDigest(digest).build());
            return true;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return false;
            }
            throw Failures.ofClient(e);
        }
    }

    /** The bytes of a blob as they come; what they are is not verified. */
    public InputStream open(String digest) {
        try {
            return new Reading(ContentGrpc.newBlockingStub(channel)
                    .read(ReadContentRequest.newBuilder().setDigest(digest).build()));
        } catch (StatusRuntimeException e) {
            throw Failures.ofClient(e);
        }
    }

    /** Gives the client a blob, unless it has it; returns when it is there and verified. */
    public void write(String digest, long size, InputStream bytes) throws IOException, InterruptedException {
        if (has(digest)) {
            return;
        }
        Sending<WriteContentRequest, WriteContentResponse> sending = new Sending<>(_ -> {});
        ContentGrpc.newStub(channel).write(sending);
        try {
            send(sending, digest, size, bytes);
        } catch (IOException e) {
            if (sending.isOver()) {
                sending.await(); // what the client says is why
            }
            sending.cancel(e);
            throw e;
        } catch (RuntimeException e) {
            sending.cancel(e);
            throw e;
        }
        sending.finish();
    }

    private static void send(
            Sending<WriteContentRequest, WriteContentResponse> sending, String digest, long size, InputStream bytes)
            throws IOException {
        WriteContentRequest.Builder about = WriteContentRequest.newBuilder()
                .setRef("sockerless-" + UUID.randomUUID())
                .setTotal(size)
                .setExpected(digest);
        long done = 0;
        byte[] piece = new byte[PIECE];
        for (int n = bytes.readNBytes(piece, 0, PIECE); n > 0; n = bytes.readNBytes(piece, 0, PIECE)) {
            sending.send(about.setAction(WriteAction.WRITE)
                    .setOffset(done)
                    .setData(ByteString.copyFrom(piece, 0, n))
                    .build());
            done += n;
        }
        sending.send(about.setAction(WriteAction.COMMIT)
                .setOffset(done)
                .setData(ByteString.EMPTY)
                .build());
    }

    private static final class Reading extends InputStream {
        private final Iterator<ReadContentResponse> messages;
        private InputStream current = InputStream.nullInputStream();

        Reading(Iterator<ReadContentResponse> messages) {
            this.messages = messages;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = current.read(target, offset, length);
            while (count < 0) {
                try {
                    if (!messages.hasNext()) {
                        return -1;
                    }
                    current = messages.next().getData().newInput();
                } catch (StatusRuntimeException e) {
                    throw Failures.ofClient(e);
                }
                count = current.read(target, offset, length);
            }
            return count;
        }
    }
}
