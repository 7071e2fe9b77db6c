package io.sockerless.drivers.wasm.wasi;

import com.dylibso.chicory.runtime.Memory;
import io.sockerless.drivers.trees.Errno;
import io.sockerless.drivers.trees.FsException;
import io.sockerless.drivers.trees.Kind;
import io.sockerless.drivers.trees.Place;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.Stat;
import io.sockerless.drivers.wasm.wasi.Descriptor.OpenDirectory;
import io.sockerless.drivers.wasm.wasi.Descriptor.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls on what is open. */
final class FdCalls {
    static final int APPEND = 1;
    private static final long ALL_RIGHTS = (1L << 30) - 1;
    private static final long SEEK_AND_TELL = 1 << 2 | 1 << 5;
    private static final int ENTRY = 24;

    private final Root root;
    private final Streams streams;
    private final Descriptors descriptors;

    FdCalls(Root root, Streams streams, Descriptors descriptors) {
        this.root = root;
        this.streams = streams;
        this.descriptors = descriptors;
    }

    void addTo(Imports imports) {
        imports.add("fd_read", "iiii", this::read);
        imports.add("fd_write", "iiii", this::write);
        imports.add("fd_pread", "iiiIi", (memory, a) -> {
            long[] at = {a[3]};
            OpenFile file = readable(a[0]);
            memory.writeI32((int) a[4], Vectors.scatter(memory, a[1], a[2], (b, n) -> read(file, b, n, at)));
        });
        imports.add("fd_pwrite", "iiiIi", (memory, a) -> {
            long[] at = {a[3]};
            OpenFile file = writable(a[0]);
            memory.writeI32((int) a[4], Vectors.gather(memory, a[1], a[2], (b, n) -> write(file, b, n, at)));
        });
        imports.add(
                "fd_seek",
                "iIii",
                (memory, a) -> memory.writeLong((int) a[3], seek(descriptors.file(a[0]), a[1], (int) a[2])));
        imports.add("fd_tell", "ii", (memory, a) -> memory.writeLong((int) a[1], descriptors.file(a[0]).position));
        imports.add("fd_close", "i", (_, a) -> descriptors.close(a[0]));
        imports.add("fd_renumber", "ii", (_, a) -> descriptors.renumber(a[0], a[1]));
        imports.add("fd_advise", "iIIi", (_, a) -> descriptors.file(a[0]));
        imports.add("fd_allocate", "iII", (_, a) -> {
            OpenFile file = writable(a[0]);
            long end = Math.addExact(a[1], a[2]);
            if (file.data.size() < end) {
                file.data.truncate(end);
            }
        });
        imports.add("fd_sync", "i", (_, a) -> sync(descriptors.get(a[0])));
        imports.add("fd_datasync", "i", (_, a) -> sync(descriptors.get(a[0])));
        imports.add("fd_fdstat_get", "ii", (memory, a) -> status(memory, (int) a[1], descriptors.get(a[0])));
        imports.add("fd_fdstat_set_flags", "ii", (_, a) -> {
            if (descriptors.get(a[0]) instanceof OpenFile file) {
                file.flags = (int) a[1];
            }
        });
        imports.add("fd_fdstat_set_rights", "iII", (_, a) -> descriptors.get(a[0]));
        imports.add("fd_filestat_get", "ii", (memory, a) -> stat(memory, (int) a[1], stat(descriptors.get(a[0]))));
        imports.add("fd_filestat_set_size", "iI", (_, a) -> {
            if (a[1] < 0) {
                throw new FsException(Errno.INVAL);
            }
            writable(a[0]).data.truncate(a[1]);
        });
        imports.add(
                "fd_filestat_set_times", "iIIi", (_, a) -> modified(root, place(descriptors.get(a[0])), a[2], a[3]));
        imports.add("fd_prestat_get", "ii", (memory, a) -> {
            memory.writeI32((int) a[1], 0);
            memory.writeI32((int) a[1] + 4, preopened(a[0]).length);
        });
        imports.add("fd_prestat_dir_name", "iii", (memory, a) -> {
            byte[] name = preopened(a[0]);
            if (a[2] < name.length) {
                throw new FsException(Errno.NAMETOOLONG);
            }
            memory.write((int) a[1], name, 0, name.length);
        });
        imports.add("fd_readdir", "iiiIi", this::readDirectory);
        for (String unsupported :
                List.of("sock_accept:iii", "sock_recv:iiiiii", "sock_send:iiiii", "sock_shutdown:ii")) {
            String[] parts = unsupported.split(":");
            imports.add(parts[0], parts[1], (_, a) -> {
                descriptors.get(a[0]);
                throw new FsException(Errno.NOTSOCK);
            });
        }
    }

    private OpenFile readable(long number) {
        OpenFile file = descriptors.file(number);
        if (!file.read) {
            throw new FsException(Errno.BADF);
        }
        return file;
    }

    private OpenFile writable(long number) {
        OpenFile file = descriptors.file(number);
        if (!file.write) {
            throw new FsException(Errno.BADF);
        }
        return file;
    }

    private void read(Memory memory, long[] a) throws IOException, InterruptedException {
        int read = switch (descriptors.get(a[0])) {
            case Descriptor.Input _, Descriptor.Terminal _ -> readInput(memory, a);
            case Descriptor.Output _ -> throw new FsException(Errno.BADF);
            case OpenDirectory _ -> throw new FsException(Errno.ISDIR);
            case OpenFile _ -> {
                OpenFile file = readable(a[0]);
                long[] at = {file.position};
                int done = Vectors.scatter(memory, a[1], a[2], (b, n) -> read(file, b, n, at));
                file.position = at[0];
                yield done;
            }
        };
        memory.writeI32((int) a[3], read);
    }

    /** What is there, and no waiting for more than that. */
    private int readInput(Memory memory, long[] a) throws IOException, InterruptedException {
        boolean[] some = {false};
        return Vectors.scatter(memory, a[1], a[2], (bytes, length) -> {
            if (some[0] && !streams.awaitInput(0)) {
                return 0;
            }
            int n = streams.read(bytes, 0, length);
            some[0] = n > 0;
            return Math.max(0, n);
        });
    }

    private static int read(OpenFile file, byte[] bytes, int length, long[] at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        int n = file.data.read(buffer, at[0]);
        at[0] += n;
        return n;
    }

    private static int write(OpenFile file, byte[] bytes, int length, long[] at) throws IOException {
        int n = file.data.write(ByteBuffer.wrap(bytes, 0, length), at[0]);
        at[0] += n;
        return n;
    }

    private void write(Memory memory, long[] a) throws IOException, InterruptedException {
        int written = switch (descriptors.get(a[0])) {
            case Descriptor.Output out -> writeOutput(memory, a, out.error());
            case Descriptor.Terminal _ -> writeOutput(memory, a, false);
            case Descriptor.Input _ -> throw new FsException(Errno.BADF);
            case OpenDirectory _ -> throw new FsException(Errno.ISDIR);
            case OpenFile _ -> {
                OpenFile file = writable(a[0]);
                long[] at = {(file.flags & APPEND) != 0 ? file.data.size() : file.position};
                int done = Vectors.gather(memory, a[1], a[2], (b, n) -> write(file, b, n, at));
                file.position = at[0];
                yield done;
            }
        };
        memory.writeI32((int) a[3], written);
    }

    private int writeOutput(Memory memory, long[] a, boolean error) throws IOException, InterruptedException {
        return Vectors.gather(memory, a[1], a[2], (bytes, length) -> {
            streams.write(error, bytes, 0, length);
            return length;
        });
    }

    private static long seek(OpenFile file, long offset, int whence) throws IOException {
        long from = switch (whence) {
            case 0 -> 0;
            case 1 -> file.position;
            case 2 -> file.data.size();
            default -> throw new FsException(Errno.INVAL);
        };
        if (from + offset < 0) {
            throw new FsException(Errno.INVAL);
        }
        file.position = from + offset;
        return file.position;
    }

    private static void sync(Descriptor descriptor) throws IOException {
        if (descriptor instanceof OpenFile file) {
            file.data.sync();
        }
    }

    private void status(Memory memory, int at, Descriptor descriptor) {
        Kind kind = switch (descriptor) {
            case OpenDirectory _ -> Kind.DIRECTORY;
            case OpenFile file -> file.place.node().kind();
            case Descriptor.Terminal _ -> Kind.CHARACTER;
            case Descriptor.Input _, Descriptor.Output _ -> streams.terminal() ? Kind.CHARACTER : Kind.SOCKET;
        };
        boolean seeks = descriptor instanceof OpenFile || descriptor instanceof OpenDirectory;
        long rights = seeks ? ALL_RIGHTS : ALL_RIGHTS & ~SEEK_AND_TELL;
        memory.writeLong(at, 0);
        memory.writeByte(at, (byte) kind.filetype());
        memory.writeShort(at + 2, (short) (descriptor instanceof OpenFile file ? file.flags : 0));
        memory.writeLong(at + 8, rights);
        memory.writeLong(at + 16, ALL_RIGHTS);
    }

    private static Place place(Descriptor descriptor) {
        return switch (descriptor) {
            case OpenFile file -> file.place;
            case OpenDirectory directory -> directory.place;
            case Descriptor.Input _, Descriptor.Output _, Descriptor.Terminal _ -> throw new FsException(Errno.INVAL);
        };
    }

    private Stat stat(Descriptor descriptor) {
        return switch (descriptor) {
            case OpenFile file -> root.locked(() -> file.place.node().stat());
            case OpenDirectory directory ->
                root.locked(() -> directory.place.node().stat());
            case Descriptor.Input _, Descriptor.Output _, Descriptor.Terminal _ ->
                new Stat(streams.terminal() ? Kind.CHARACTER : Kind.SOCKET, 0, 0620, 0, 0, 0, 0, 1, 0);
        };
    }

    static void stat(Memory memory, int at, Stat stat) {
        memory.writeLong(at, 1);
        memory.writeLong(at + 8, stat.inode());
        memory.writeLong(at + 16, stat.kind().filetype());
        memory.writeLong(at + 24, stat.links());
        memory.writeLong(at + 32, stat.size());
        for (int time = 40; time <= 56; time += 8) {
            memory.writeLong(at + time, stat.mtime());
        }
    }

    static void modified(Root root, Place place, long mtime, long flags) {
        if ((flags & 8) != 0) {
            root.modified(place, System.currentTimeMillis() * 1_000_000);
        } else if ((flags & 4) != 0) {
            root.modified(place, mtime);
        }
    }

    private byte[] preopened(long number) {
        if (descriptors.get(number) instanceof OpenDirectory directory && !directory.preopened.isEmpty()) {
            return directory.preopened.getBytes(StandardCharsets.UTF_8);
        }
        throw new FsException(Errno.BADF);
    }

    private void readDirectory(Memory memory, long[] a) {
        OpenDirectory directory = descriptors.directory(a[0]);
        if (a[3] == 0) {
            List<Map.Entry<String, Kind>> entries = new ArrayList<>();
            entries.add(Map.entry(".", Kind.DIRECTORY));
            entries.add(Map.entry("..", Kind.DIRECTORY));
            entries.addAll(root.list(directory.place).entrySet());
            directory.entries = entries;
        }
        int used = 0;
        int room = (int) a[2];
        for (long i = a[3]; i >= 0 && i < directory.entries.size() && used < room; i++) {
            Map.Entry<String, Kind> entry = directory.entries.get((int) i);
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            ByteBuffer bytes = ByteBuffer.allocate(ENTRY + name.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(i + 1).putLong(inode(directory.place, entry.getKey())).putInt(name.length);
            bytes.putInt(entry.getValue().filetype()).put(name);
            int length = Math.min(bytes.capacity(), room - used);
            memory.write((int) a[1] + used, bytes.array(), 0, length);
            used += length;
        }
        memory.writeI32((int) a[4], used);
    }

    private long inode(Place directory, String name) {
        if (name.startsWith(".") && name.length() <= 2) {
            return 1;
        }
        try {
            return root.stat(directory, name, false).inode();
        } catch (FsException e) {
            return 1; // removed meanwhile
        }
    }
}
