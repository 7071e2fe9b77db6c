package io.sockerless.drivers.wasm.wasi;

import io.sockerless.drivers.trees.Data;
import io.sockerless.drivers.trees.Kind;
import io.sockerless.drivers.trees.Place;
import java.util.List;
import java.util.Map;

/** What a guest's number stands for. */
sealed interface Descriptor {
    /** Standard input, or the terminal. */
    record Input() implements Descriptor {}

    record Output(boolean error) implements Descriptor {}

    /** The terminal, opened by name. */
    record Terminal() implements Descriptor {}

    final class OpenFile implements Descriptor {
        final Place place;
        final Data data;
        final boolean read;
        final boolean write;
        int flags;
        long position;

        OpenFile(Place place, Data data, boolean read, boolean write, int flags) {
            this.place = place;
            this.data = data;
            this.read = read;
            this.write = write;
            this.flags = flags;
        }
    }

    final class OpenDirectory implements Descriptor {
        final Place place;
        /** Empty for one that the guest has opened itself. */
        final String preopened;

        /** As it was when the guest began to read it. */
        List<Map.Entry<String, Kind>> entries = List.of();

        OpenDirectory(Place place, String preopened) {
            this.place = place;
            this.preopened = preopened;
        }
    }
}
