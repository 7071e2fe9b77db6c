package io.sockerless.frontends.buildkit.fsutil;

import com.google.protobuf.ByteString;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet.PacketType;
import io.sockerless.frontends.buildkit.wire.fsutil.Stat;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Makes a directory equal to a tree that arrives as packets: asks for the content of files that are new or look changed,
 * and removes what the tree does not have. Packets come one at a time.
 */
public final class TreeReceiver implements AutoCloseable {
    private final Tree tree;
    private final Consumer<Packet> answers;
    private final LongConsumer progress;
    private final Map<Integer, Stat> wanted = new HashMap<>();
    private final Map<Integer, SeekableByteChannel> open = new HashMap<>();
    private int position;
    private long received;
    private boolean listed;
    private boolean finished;

    /** @param progress takes the number of bytes received so far */
    public TreeReceiver(Tree tree, Consumer<Packet> answers, LongConsumer progress) {
        this.tree = tree;
        this.answers = answers;
        this.progress = progress;
    }

    /**
     * @return whether all is here; the directory is complete then
     * @throws EngineException when the tree cannot be, or reaches outside
     */
    public boolean accept(Packet packet) throws IOException {
        received += packet.getSerializedSize();
        progress.accept(received);
        switch (packet.getType()) {
            case PACKET_STAT -> stat(packet);
            case PACKET_DATA -> data(packet.getID(), packet.getData());
            case PACKET_FIN -> finished = true;
            case PACKET_ERR ->
                throw EngineException.invalid(
                        "error from sender: " + packet.getData().toStringUtf8());
            case PACKET_REQ, UNRECOGNIZED ->
                throw EngineException.invalid("the sender of a tree asked something: " + packet.getTypeValue());
        }
        return finished;
    }

    private void stat(Packet packet) throws IOException {
        if (!packet.hasStat()) {
            listed = true;
            tree.removeOthers();
            finishIfComplete();
            return;
        }
        if (listed) {
            throw EngineException.invalid("the sender of a tree named an entry after the last one");
        }
        Stat stat = packet.getStat();
        int id = position++;
        if (tree.place(stat)) {
            wanted.put(id, stat);
            answers.accept(
                    Packet.newBuilder().setType(PacketType.PACKET_REQ).setID(id).build());
        }
    }

    private void data(int id, ByteString bytes) throws IOException {
        Stat stat = wanted.get(id);
        if (stat == null) {
            throw EngineException.invalid("the sender of a tree sent content that was not asked for");
        }
        SeekableByteChannel file = open.get(id);
        if (file == null) {
            file = tree.create(stat);
            open.put(id, file);
        }
        if (bytes.isEmpty()) {
            file.close();
            open.remove(id);
            wanted.remove(id);
            tree.complete(stat);
            finishIfComplete();
            return;
        }
        for (var piece : bytes.asReadOnlyByteBufferList()) {
            while (piece.hasRemaining()) {
                file.write(piece);
            }
        }
    }

    private void finishIfComplete() throws IOException {
        if (listed && wanted.isEmpty()) {
            tree.finish();
            answers.accept(Packet.newBuilder().setType(PacketType.PACKET_FIN).build());
        }
    }

    /** Of the packets so far, in bytes. */
    public long received() {
        return received;
    }

    @Override
    public void close() throws IOException {
        for (SeekableByteChannel file : open.values()) {
            file.close();
        }
    }
}
