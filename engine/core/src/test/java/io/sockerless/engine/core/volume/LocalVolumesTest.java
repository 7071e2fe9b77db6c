package io.sockerless.engine.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.engine.core.event.EventLog;
import io.sockerless.engine.model.Volume;
import io.sockerless.engine.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of an engine that is killed between two steps and comes up again. */
class LocalVolumesTest {
    @TempDir
    Path directory;

    private final Data data = new Data();

    /** Names of volumes that have data. */
    private static final class Data extends HashSet<String> implements HasVolumes {
        private static final long serialVersionUID = 1L;

        @Override
        public String createVolume(String name, Map<String, String> options) {
            add(name);
            return "/volumes/" + name;
        }

        @Override
        public void removeVolume(String name) {
            remove(name);
        }

        @Override
        public void retainVolumes(Set<String> names) {
            retainAll(names);
        }

        @Override
        public long volumeSize(String name) {
            return 0;
        }
    }

    private LocalVolumes open(Store store) {
        return new LocalVolumes(store, data, new EventLog(Clock.systemUTC()), List::of, Clock.systemUTC());
    }

    @Test
    void whatHasNoContainerYetOrNoRowGoesAndNothingElse() {
        String half;
        String whole;
        String removed;
        try (Store store = Store.open(directory.resolve("store.db"))) {
            LocalVolumes volumes = open(store);
            volumes.obtain("named", "", Map.of(), Map.of());
            half = volumes.obtain("", "", Map.of(), Map.of()).name();
            whole = volumes.obtain("", "", Map.of(), Map.of()).name();
            removed = volumes.obtain("", "", Map.of(), Map.of()).name();
            store.write(batch -> volumes.claim(batch, List.of(whole, removed)));
            store.write(batch -> volumes.disclaim(batch, List.of(removed)));
        }
        data.add("no-row");
        assertEquals(Set.of("named", "no-row", half, whole, removed), data);
        try (Store store = Store.open(directory.resolve("store.db"))) {
            LocalVolumes volumes = open(store);
            volumes.sweep();
            assertEquals(Set.of("named", whole), data);
            assertEquals(
                    Set.of("named", whole),
                    Set.copyOf(volumes.list(Map.of()).volumes().stream()
                            .map(Volume::name)
                            .toList()));
        }
    }

    @Test
    void aVolumeThatAClientMadeWithoutANameStays() {
        try (Store store = Store.open(directory.resolve("store.db"))) {
            String name = open(store).create("", "", Map.of(), Map.of()).name();
            assertEquals(Set.of(name), data);
        }
        try (Store store = Store.open(directory.resolve("store.db"))) {
            open(store).sweep();
            assertEquals(1, data.size());
        }
    }
}
