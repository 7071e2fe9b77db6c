package io.sockerless.engine.core.volume;

import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.Volumes;
import io.sockerless.engine.core.container.VolumeSource;
import io.sockerless.engine.core.persistence.ModelJson;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.MountPoint;
import io.sockerless.engine.model.Volume;
import io.sockerless.engine.store.Batch;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Volumes of the built-in driver {@code local}, kept by the container driver. Which containers use one is asked of them. */
public final class LocalVolumes implements Volumes, VolumeSource {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Store store;
    private final Table<Volume> volumes;

    /** Anonymous volumes whose container is not written yet, or is deleted already. */
    private final Table<String> unclaimed;

    private final HasVolumes driver;
    private final Events events;
    private final Supplier<Collection<Container>> containers;
    private final Clock clock;

    public LocalVolumes(
            Store store, HasVolumes driver, Events events, Supplier<Collection<Container>> containers, Clock clock) {
        this.store = store;
        this.volumes = store.table("volume", Volume.class, ModelJson.mapper());
        this.unclaimed = store.table("unclaimed-volume", String.class, ModelJson.mapper());
        this.driver = driver;
        this.events = events;
        this.containers = containers;
        this.clock = clock;
    }

    @Override
    public Volume create(String name, String driverName, Map<String, String> options, Map<String, String> labels) {
        boolean anonymous = name.isEmpty();
        return create(anonymous ? randomName() : name, driverName, options, labels, anonymous, false);
    }

    private synchronized Volume create(
            String name,
            String driverName,
            Map<String, String> options,
            Map<String, String> labels,
            boolean anonymous,
            boolean toBeClaimed) {
        checkDriver(name, driverName);
        checkName(name);
        var existing = volumes.get(name);
        if (existing.isPresent()) {
            return existing.get();
        }
        String mountpoint = make(name, options);
        Volume volume = new Volume(
                name, "local", mountpoint, clock.instant().truncatedTo(ChronoUnit.SECONDS), labels, options, anonymous);
        store.write(batch -> {
            batch.put(volumes, name, volume);
            if (toBeClaimed) {
                batch.put(unclaimed, name, name);
            }
        });
        publish("create", volume.name(), Map.of("driver", "local"));
        return volume;
    }

    private String make(String name, Map<String, String> options) {
        try {
            return driver.createVolume(name, options);
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "create " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Volume obtain(String name, String driverName, Map<String, String> options, Map<String, String> labels) {
        boolean anonymous = name.isEmpty();
        return create(anonymous ? randomName() : name, driverName, options, labels, anonymous, anonymous);
    }

    @Override
    public void claim(Batch batch, Collection<String> anonymous) {
        anonymous.forEach(name -> batch.delete(unclaimed, name));
    }

    @Override
    public void disclaim(Batch batch, Collection<String> anonymous) {
        anonymous.forEach(name -> batch.put(unclaimed, name, name));
    }

    /** After a start, when the containers are known: removes what a killed engine has made or removed by half. */
    public synchronized void sweep() {
        for (String name : List.copyOf(unclaimed.values())) {
            removeAnonymous(name, "");
        }
        driver.retainVolumes(volumes.values().stream().map(Volume::name).collect(Collectors.toSet()));
    }

    @Override
    public synchronized void removeAnonymous(String name, String containerId) {
        Optional<Volume> unused = volumes.get(name)
                .filter(Volume::anonymous)
                .filter(volume -> usedBy(name).stream().allMatch(containerId::equals));
        if (unused.isPresent()) {
            delete(unused.get());
        } else {
            unclaimed.delete(name);
        }
    }

    @Override
    public Optional<Volume> description(String name) {
        return volumes.get(name);
    }

    @Override
    public synchronized void restore(Volume volume) {
        Optional<Volume> here = volumes.get(volume.name());
        if (here.isEmpty()) {
            volumes.put(volume.name(), volume);
            publish("create", volume.name(), Map.of("driver", "local"));
        } else if (!here.get().mountpoint().equals(volume.mountpoint())) {
            throw EngineException.conflict("volume " + volume.name() + " is another one here");
        }
    }

    private static void checkDriver(String name, String driverName) {
        if (!driverName.isEmpty() && !driverName.equals("local")) {
            throw EngineException.notFound("create " + name + ": error looking up volume plugin " + driverName
                    + ": plugin \"" + driverName + "\" not found");
        }
    }

    private static void checkName(String name) {
        if (name.length() == 1) {
            throw EngineException.invalid("create " + name
                    + ": volume name is too short, names should be at least two alphanumeric characters");
        }
        if (!NAME.matcher(name).matches()) {
            throw EngineException.invalid("create " + name + ": \"" + name
                    + "\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are"
                    + " allowed. If you intended to pass a host directory, use absolute path");
        }
    }

    @Override
    public ListResult list(Map<String, List<String>> filters) {
        VolumeFilter filter = VolumeFilter.of(filters, List.of("dangling", "driver", "label", "name"));
        List<Volume> found = volumes.values().stream()
                .filter(volume -> filter.matches(volume, usedBy(volume.name()).isEmpty()))
                .sorted(Comparator.comparing(Volume::name))
                .toList();
        return new ListResult(found, List.of());
    }

    @Override
    public Volume get(String name) {
        return volumes.get(name).orElseThrow(() -> EngineException.notFound("get " + name + ": no such volume"));
    }

    @Override
    public synchronized void remove(String name, boolean force) {
        var found = volumes.get(name);
        if (found.isEmpty() && force) {
            return;
        }
        Volume volume = found.orElseThrow(() -> EngineException.notFound("get " + name + ": no such volume"));
        List<String> users = usedBy(name);
        if (!users.isEmpty()) {
            throw EngineException.conflict(
                    "remove " + name + ": volume is in use - [" + String.join(", ", users) + "]");
        }
        delete(volume);
    }

    /** The row goes first: data without a row is swept, a row without data would lie. */
    private void delete(Volume volume) {
        store.write(batch -> {
            batch.delete(volumes, volume.name());
            batch.delete(unclaimed, volume.name());
        });
        driver.removeVolume(volume.name());
        publish("destroy", volume.name(), Map.of("driver", volume.driver()));
    }

    @Override
    public synchronized Containers.Pruned prune(Map<String, List<String>> filters, boolean anonymousOnly) {
        VolumeFilter filter = VolumeFilter.of(filters, List.of("label", "label!", "all"));
        boolean all = !anonymousOnly
                || filters.getOrDefault("all", List.of()).stream().anyMatch(v -> v.equals("1") || v.equals("true"));
        List<String> deleted = new ArrayList<>();
        long reclaimed = 0;
        for (Volume volume : List.copyOf(volumes.values())) {
            boolean unused = usedBy(volume.name()).isEmpty();
            if (unused && (all || volume.anonymous()) && filter.matches(volume, true)) {
                reclaimed += Math.max(0, driver.volumeSize(volume.name()));
                delete(volume);
                deleted.add(volume.name());
            }
        }
        events.publish(new Events.Event(
                "volume", "prune", "", Map.of("reclaimed", Long.toString(reclaimed)), clock.instant()));
        return new Containers.Pruned(deleted, reclaimed);
    }

    @Override
    public List<Usage> usage() {
        return list(Map.of()).volumes().stream()
                .map(volume -> new Usage(volume, usedBy(volume.name()).size(), driver.volumeSize(volume.name())))
                .toList();
    }

    private List<String> usedBy(String name) {
        return containers.get().stream()
                .filter(container -> container.mounts().stream().anyMatch(mount -> isVolume(mount, name)))
                .map(Container::id)
                .toList();
    }

    private static boolean isVolume(MountPoint mount, String name) {
        return mount.type().equals("volume") && mount.name().equals(name);
    }

    private void publish(String action, String name, Map<String, String> attributes) {
        Instant now = clock.instant();
        events.publish(new Events.Event("volume", action, name, attributes, now));
    }

    private static String randomName() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
