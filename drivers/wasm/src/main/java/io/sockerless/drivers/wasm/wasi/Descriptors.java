package io.sockerless.drivers.wasm.wasi;

import io.sockerless.drivers.trees.Errno;
import io.sockerless.drivers.trees.FsException;
import java.io.IOException;
import java.util.TreeMap;

/** A guest's table of open files. */
final class Descriptors {
    private static final int MOST = 1024;

    private final TreeMap<Integer, Descriptor> table = new TreeMap<>();

    int add(Descriptor descriptor) {
        int number = 0;
        while (table.containsKey(number)) {
            number++;
        }
        if (number >= MOST) {
            close(descriptor);
            throw new FsException(Errno.MFILE);
        }
        table.put(number, descriptor);
        return number;
    }

    Descriptor get(long number) {
        Descriptor found = table.get((int) number);
        if (found == null) {
            throw new FsException(Errno.BADF);
        }
        return found;
    }

    Descriptor.OpenFile file(long number) {
        return switch (get(number)) {
            case Descriptor.OpenFile file -> file;
            case Descriptor.OpenDirectory _ -> throw new FsException(Errno.ISDIR);
            case Descriptor.Input _, Descriptor.Output _, Descriptor.Terminal _ -> throw new FsException(Errno.SPIPE);
        };
    }

    Descriptor.OpenDirectory directory(long number) {
        if (get(number) instanceof Descriptor.OpenDirectory directory) {
            return directory;
        }
        throw new FsException(Errno.NOTDIR);
    }

    void close(long number) {
        get(number);
        close(table.remove((int) number));
    }

    void renumber(long from, long to) {
        Descriptor moved = get(from);
        if (from != to) {
            close(to);
            table.remove((int) from);
            table.put((int) to, moved);
        }
    }

    void closeAll() {
        table.values().forEach(Descriptors::close);
        table.clear();
    }

    private static void close(Descriptor descriptor) {
        if (descriptor instanceof Descriptor.OpenFile file) {
            try {
                file.data.close();
            } catch (IOException e) {
                throw new FsException(Errno.IO, String.valueOf(e.getMessage()));
            }
        }
    }
}
