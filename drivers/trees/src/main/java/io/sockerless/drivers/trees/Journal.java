package io.sockerless.drivers.trees;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The names and attributes of a tree as a sequence of steps, each written at once, so that what a killed daemon's guests did
 * is there for the next one. A step that was cut off is the last one and is dropped.
 */
final class Journal implements AutoCloseable {
    private static final byte NODE = 1;
    private static final byte LINK = 2;
    private static final byte UNLINK = 3;
    private static final byte XATTRS = 4;

    /** What a journal is read into. */
    interface Replay {
        void node(long id, TreeNode.Attributes attributes);

        void xattrs(long id, Map<String, String> values);

        void link(long directory, String name, long id, long mtime);

        void unlink(long directory, String name, long mtime);
    }

    private final OutputStream out;

    private Journal(OutputStream out) {
        this.out = out;
    }

    /** Appends to what there is. A stream and no channel, which an interrupted guest would close. */
    static Journal append(Path file) {
        try {
            return new Journal(new FileOutputStream(file.toFile(), true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Journal none() {
        return new Journal(OutputStream.nullOutputStream());
    }

    static Journal to(OutputStream out) {
        return new Journal(out);
    }

    @FunctionalInterface
    private interface Step {
        void write(DataOutputStream to) throws IOException;
    }

    private void write(Step step) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
            step.write(new DataOutputStream(bytes));
            out.write(bytes.toByteArray());
        } catch (IOException e) {
            throw new FsException(Errno.IO, "the journal: " + e.getMessage());
        }
    }

    void node(long id, TreeNode.Attributes a) {
        write(to -> {
            to.writeByte(NODE);
            to.writeLong(id);
            to.writeByte(a.kind().ordinal());
            to.writeShort(a.mode());
            to.writeLong(a.uid());
            to.writeLong(a.gid());
            to.writeLong(a.mtime());
            to.writeLong(a.device());
            to.writeUTF(a.target());
            to.writeUTF(a.content());
        });
    }

    void xattrs(long id, Map<String, String> values) {
        write(to -> {
            to.writeByte(XATTRS);
            to.writeLong(id);
            to.writeInt(values.size());
            for (Map.Entry<String, String> one : values.entrySet()) {
                to.writeUTF(one.getKey());
                to.writeUTF(one.getValue());
            }
        });
    }

    void link(long directory, String name, long id, long mtime) {
        write(to -> {
            to.writeByte(LINK);
            to.writeLong(directory);
            to.writeUTF(name);
            to.writeLong(id);
            to.writeLong(mtime);
        });
    }

    void unlink(long directory, String name, long mtime) {
        write(to -> {
            to.writeByte(UNLINK);
            to.writeLong(directory);
            to.writeUTF(name);
            to.writeLong(mtime);
        });
    }

    static void replay(Path file, Replay replay) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        byte[] all = Files.readAllBytes(file);
        var bytes = new java.io.ByteArrayInputStream(all);
        DataInputStream in = new DataInputStream(bytes);
        while (bytes.available() > 0) {
            int complete = all.length - bytes.available();
            try {
                step(in, replay);
            } catch (EOFException e) {
                try (var cut = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
                    cut.truncate(complete);
                }
                return;
            }
        }
    }

    private static void step(DataInputStream in, Replay replay) throws IOException {
        byte what = in.readByte();
        long id = in.readLong();
        switch (what) {
            case NODE -> {
                Kind kind = Kind.values()[in.readByte()];
                int mode = in.readUnsignedShort();
                long uid = in.readLong();
                long gid = in.readLong();
                long mtime = in.readLong();
                long device = in.readLong();
                replay.node(
                        id, new TreeNode.Attributes(kind, mode, uid, gid, mtime, device, in.readUTF(), in.readUTF()));
            }
            case XATTRS -> {
                Map<String, String> values = new HashMap<>();
                for (int left = in.readInt(); left > 0; left--) {
                    values.put(in.readUTF(), in.readUTF());
                }
                replay.xattrs(id, Map.copyOf(values));
            }
            case LINK -> {
                String name = in.readUTF();
                long child = in.readLong();
                replay.link(id, name, child, in.readLong());
            }
            case UNLINK -> {
                String name = in.readUTF();
                replay.unlink(id, name, in.readLong());
            }
            default -> throw new IOException("a damaged journal: step " + what);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
