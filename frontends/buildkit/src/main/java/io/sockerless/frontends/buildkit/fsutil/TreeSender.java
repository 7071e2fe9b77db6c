package io.sockerless.frontends.buildkit.fsutil;

import com.google.protobuf.ByteString;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet;
import io.sockerless.frontends.buildkit.wire.fsutil.Packet.PacketType;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongConsumer;

/** Sends a tree of files: names all, then gives the content of those that it is asked for. */
public final class TreeSender {
    private static final int PIECE = 32 << 10;

    /** Where packets go; waits while the other side takes no more. */
    @FunctionalInterface
    public interface Sink {
        void send(Packet packet) throws IOException;
    }

    private final TarSource source;
    private final Sink sink;
    private final LongConsumer progress;
    private long sent;

    /** @param progress takes the number of bytes sent so far */
    public TreeSender(TarSource source, Sink sink, LongConsumer progress) {
        this.source = source;
        this.sink = sink;
        this.progress = progress;
    }

    /** @param asked the other side's packets, as they come */
    public void run(BlockingQueue<Packet> asked) throws IOException, InterruptedException {
        List<TarSource.Item> items = source.inOrder();
        for (TarSource.Item item : items) {
            send(Packet.newBuilder().setType(PacketType.PACKET_STAT).setStat(item.stat()));
        }
        send(Packet.newBuilder().setType(PacketType.PACKET_STAT));
        while (true) {
            Packet packet = asked.take();
            switch (packet.getType()) {
                case PACKET_REQ -> content(items, packet.getID());
                case PACKET_FIN -> {
                    send(Packet.newBuilder().setType(PacketType.PACKET_FIN));
                    return;
                }
                case PACKET_ERR ->
                    throw EngineException.invalid(
                            "error from receiver: " + packet.getData().toStringUtf8());
                case PACKET_STAT, PACKET_DATA, UNRECOGNIZED ->
                    throw EngineException.invalid("the receiver of a tree sent something: " + packet.getTypeValue());
            }
        }
    }

    private void content(List<TarSource.Item> items, int id) throws IOException {
        if (id < 0 || id >= items.size() || !FileKind.hasContent(items.get(id).stat())) {
            throw EngineException.invalid("invalid file id " + id);
        }
        TarSource.Item item = items.get(id);
        byte[] piece = new byte[PIECE];
        for (long position = 0; position < item.stat().getSize(); ) {
            int n = source.read(item, position, piece);
            if (n == 0) {
                throw new IOException("a layer ends within " + item.stat().getPath());
            }
            send(Packet.newBuilder()
                    .setType(PacketType.PACKET_DATA)
                    .setID(id)
                    .setData(ByteString.copyFrom(piece, 0, n)));
            position += n;
        }
        send(Packet.newBuilder().setType(PacketType.PACKET_DATA).setID(id));
    }

    private void send(Packet.Builder packet) throws IOException {
        Packet built = packet.build();
        sent += built.getSerializedSize();
        progress.accept(sent);
        sink.send(built);
    }
}
