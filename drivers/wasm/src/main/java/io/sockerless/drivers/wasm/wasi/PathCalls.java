package io.sockerless.drivers.wasm.wasi;

import com.dylibso.chicory.runtime.Memory;
import io.sockerless.drivers.trees.Errno;
import io.sockerless.drivers.trees.FsException;
import io.sockerless.drivers.trees.Kind;
import io.sockerless.drivers.trees.Node.Making;
import io.sockerless.drivers.trees.Place;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.Stat;
import io.sockerless.drivers.wasm.wasi.Descriptor.OpenDirectory;
import io.sockerless.drivers.wasm.wasi.Descriptor.OpenFile;
import java.nio.charset.StandardCharsets;

/** Calls with paths, all of which are walked by {@link Root}. */
final class PathCalls {
    private static final int FOLLOW = 1;
    private static final int CREATE = 1;
    private static final int DIRECTORY = 2;
    private static final int EXCLUSIVE = 4;
    private static final int TRUNCATE = 8;
    private static final int READ_RIGHT = 1 << 1;
    private static final int WRITE_RIGHT = 1 << 6;
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    private final Program program;
    private final Root root;
    private final Descriptors descriptors;

    PathCalls(Program program, Descriptors descriptors) {
        this.program = program;
        this.root = program.root();
        this.descriptors = descriptors;
    }

    void addTo(Imports imports) {
        imports.add("path_open", "iiiiiIIii", this::open);
        imports.add(
                "path_filestat_get",
                "iiiii",
                (memory, a) -> FdCalls.stat(
                        memory, (int) a[4], root.stat(from(a[0]), text(memory, a[2], a[3]), follows(a[1]))));
        imports.add("path_filestat_set_times", "iiiiIIi", (memory, a) -> {
            Place place = root.find(from(a[0]), text(memory, a[2], a[3]), follows(a[1]));
            FdCalls.modified(root, place, a[5], a[6]);
        });
        imports.add(
                "path_create_directory",
                "iii",
                (memory, a) -> root.make(
                        from(a[0]),
                        text(memory, a[1], a[2]),
                        Making.of(Kind.DIRECTORY, DIRECTORY_MODE, program.uid(), program.gid())));
        imports.add(
                "path_remove_directory", "iii", (memory, a) -> root.remove(from(a[0]), text(memory, a[1], a[2]), true));
        imports.add("path_unlink_file", "iii", (memory, a) -> root.remove(from(a[0]), text(memory, a[1], a[2]), false));
        imports.add(
                "path_symlink",
                "iiiii",
                (memory, a) -> root.make(
                        from(a[2]),
                        text(memory, a[3], a[4]),
                        Making.link(text(memory, a[0], a[1]), program.uid(), program.gid())));
        imports.add(
                "path_link",
                "iiiiiii",
                (memory, a) -> root.link(
                        from(a[0]), text(memory, a[2], a[3]), follows(a[1]), from(a[4]), text(memory, a[5], a[6])));
        imports.add(
                "path_rename",
                "iiiiii",
                (memory, a) -> root.rename(from(a[0]), text(memory, a[1], a[2]), from(a[3]), text(memory, a[4], a[5])));
        imports.add("path_readlink", "iiiiii", (memory, a) -> {
            Place link = root.find(from(a[0]), text(memory, a[1], a[2]), false);
            byte[] target = link.node().target().getBytes(StandardCharsets.UTF_8);
            int length = (int) Math.min(target.length, Math.max(0, a[4]));
            memory.write((int) a[3], target, 0, length);
            memory.writeI32((int) a[5], length);
        });
    }

    /** WASI has neither modes nor owners. */
    void addAttributesTo(Imports imports) {
        imports.addOwn("path_attributes_get", "iiiii", (memory, a) -> {
            Stat stat = root.stat(from(a[0]), text(memory, a[2], a[3]), follows(a[1]));
            memory.writeI32((int) a[4], stat.mode());
            memory.writeI32((int) a[4] + 4, (int) stat.uid());
            memory.writeI32((int) a[4] + 8, (int) stat.gid());
        });
        imports.addOwn("path_mode_set", "iiiii", (memory, a) -> {
            Place place = root.find(from(a[0]), text(memory, a[2], a[3]), follows(a[1]));
            Stat stat = root.locked(() -> place.node().stat());
            root.attributes(place, (int) a[4] & 07777, stat.uid(), stat.gid());
        });
    }

    private Place from(long number) {
        return descriptors.directory(number).place;
    }

    private static String text(Memory memory, long at, long length) {
        return Vectors.text(memory, at, length);
    }

    private static boolean follows(long flags) {
        return (flags & FOLLOW) != 0;
    }

    private void open(Memory memory, long[] a) {
        int how = (int) a[4];
        boolean directory = (how & DIRECTORY) != 0;
        boolean write = (a[5] & WRITE_RIGHT) != 0 && !directory;
        Root.Opened opened = root.open(
                from(a[0]),
                text(memory, a[2], a[3]),
                new Root.Opening(
                        (how & CREATE) != 0, (how & EXCLUSIVE) != 0, (how & TRUNCATE) != 0, write, follows(a[1])),
                Making.of(Kind.FILE, FILE_MODE, program.uid(), program.gid()));
        if (directory && opened.place().node().kind() != Kind.DIRECTORY) {
            throw new FsException(Errno.NOTDIR);
        }
        boolean read = (a[5] & READ_RIGHT) != 0;
        Descriptor descriptor = opened.data()
                .map(data -> (Descriptor) new OpenFile(opened.place(), data, read, write, (int) a[7]))
                .orElseGet(() -> opened.place().node().kind() == Kind.DIRECTORY
                        ? new OpenDirectory(opened.place(), "")
                        : new Descriptor.Terminal());
        memory.writeI32((int) a[8], descriptors.add(descriptor));
    }
}
