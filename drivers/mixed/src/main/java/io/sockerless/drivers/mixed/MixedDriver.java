package io.sockerless.drivers.mixed;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.ForwardsFiles;
import io.sockerless.drivers.spi.ForwardsNetworks;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasImages;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.NetworkStatus;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Several drivers as one: a container runs by the one whose name it gives as its runtime, else by this machine's own, which
 * also keeps the networks and the unpacked images. A volume is made at each driver that a container of it mounts it.
 * While another engine cannot be reached, this machine's containers go on.
 */
public final class MixedDriver implements Driver, ForwardsFiles, ForwardsNetworks, HasLogs, HasImages, HasVolumes {
    private static final Logger LOG = System.getLogger(MixedDriver.class.getName());

    private final Member own;
    private final HasImages images;
    private final Map<String, Member> others = new LinkedHashMap<>();

    /** Where containers are that were seen; others are looked for. */
    private final Map<String, Member> places = new ConcurrentHashMap<>();

    private MixedDriver(Member own, HasImages images, List<Member> others) {
        this.own = own;
        this.images = images;
        others.forEach(member -> this.others.put(member.name(), member));
    }

    public static <D extends Driver & HasFiles & HasLogs & HasVolumes & HasNetworks & HasImages> MixedDriver of(
            D own, List<Member> others) {
        return new MixedDriver(Member.of("", "own", "this machine", own), own, others);
    }

    private Member of(HostConfig host) {
        return others.getOrDefault(host.string("Runtime"), own);
    }

    /** The driver that has the container; this machine's own when none knows it. */
    private Member holding(String containerId) {
        Member known = places.get(containerId);
        if (known != null) {
            return known;
        }
        for (Member member : others.values()) {
            if (member.driver().list().contains(containerId)) {
                places.put(containerId, member);
                return member;
            }
        }
        return own;
    }

    private TaskSpec translated(Member member, TaskSpec spec) {
        places.put(spec.id(), member);
        return member == own
                ? spec
                : new Reach(member).translated(spec, name -> member.volumes().createVolume(name, Map.of()));
    }

    @Override
    public DriverInfo info() {
        DriverInfo info = own.driver().info();
        Map<String, Object> features = new LinkedHashMap<>(info.features());
        Map<String, Object> runtimes = new LinkedHashMap<>();
        if (features.get("Runtimes") instanceof Map<?, ?> present) {
            present.forEach((name, runtime) -> runtimes.put(name.toString(), runtime));
        }
        others.values().forEach(member -> runtimes.put(member.name(), Map.of("path", member.place())));
        features.put("Runtimes", runtimes);
        return new DriverInfo(
                info.id(), info.version(), info.platforms(), info.capabilities(), features, info.components());
    }

    @Override
    public boolean seesHostPaths(HostConfig host) {
        return of(host).driver().seesHostPaths(host);
    }

    @Override
    public List<String> validate(TaskSpec spec) {
        Member member = of(spec.host());
        if (member == own) {
            return own.driver().validate(spec);
        }
        Reach reach = new Reach(member);
        List<String> warnings = new ArrayList<>(reach.check(spec, other -> holding(other) == member));
        // Nothing is made yet: the sources of volumes come with the creation.
        warnings.addAll(member.driver().validate(reach.translated(spec, _ -> "")));
        return warnings;
    }

    @Override
    public void create(TaskSpec spec) {
        Member member = of(spec.host());
        member.driver().create(translated(member, spec));
    }

    @Override
    public Task prepare(TaskSpec spec) {
        Member member = of(spec.host());
        if (member != own) {
            new Reach(member).check(spec, other -> holding(other) == member);
        }
        return member.driver().prepare(translated(member, spec));
    }

    @Override
    public Optional<Task> recover(TaskSpec spec) {
        Member member = of(spec.host());
        places.put(spec.id(), member);
        return member.driver().recover(member == own ? spec : new Reach(member).translated(spec, _ -> ""));
    }

    @Override
    public List<String> list() {
        List<String> ids = new ArrayList<>(own.driver().list());
        ids.forEach(id -> places.put(id, own));
        eachOther(member -> {
            for (String id : member.driver().list()) {
                places.put(id, member);
                ids.add(id);
            }
        });
        return ids;
    }

    /** What cannot be reached now is swept another time. */
    private void eachOther(Consumer<Member> action) {
        for (Member member : others.values()) {
            try {
                action.accept(member);
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.UNAVAILABLE) {
                    throw e;
                }
                LOG.log(Level.WARNING, "runtime {0}: {1}", member.name(), e.getMessage());
            }
        }
    }

    @Override
    public void delete(String containerId) {
        holding(containerId).driver().delete(containerId);
        places.remove(containerId);
    }

    @Override
    public HasFiles files(String containerId) {
        return holding(containerId).files();
    }

    @Override
    public LogReader logs(String containerId, LogQuery query) {
        return holding(containerId).logs().logs(containerId, query);
    }

    @Override
    public String logPath(String containerId) {
        return holding(containerId).logs().logPath(containerId);
    }

    @Override
    public HasNetworks networks() {
        return own.networks();
    }

    @Override
    public NetworkStatus reconnect(TaskSpec container) {
        Member member = of(container.host());
        if (member == own) {
            return own.networks().reconnect(container);
        }
        new Reach(member).check(container, other -> holding(other) == member);
        return member.networks().reconnect(translated(member, container));
    }

    @Override
    public String createVolume(String name, Map<String, String> options) {
        return own.volumes().createVolume(name, options);
    }

    @Override
    public void removeVolume(String name) {
        own.volumes().removeVolume(name);
        eachOther(member -> member.volumes().removeVolume(name));
    }

    @Override
    public void retainVolumes(Set<String> names) {
        own.volumes().retainVolumes(names);
        eachOther(member -> member.volumes().retainVolumes(names));
    }

    /** Of all places. */
    @Override
    public long volumeSize(String name) {
        long[] size = {own.volumes().volumeSize(name)};
        eachOther(member -> size[0] += member.volumes().volumeSize(name));
        return size[0];
    }

    @Override
    public void unpack(List<ImageLayer> layers) {
        images.unpack(layers);
    }

    @Override
    public void unpack(List<ImageLayer> below, ImageLayer layer, InputStream uncompressedTar) {
        images.unpack(below, layer, uncompressedTar);
    }

    @Override
    public Map<String, Long> snapshotSizes() {
        return images.snapshotSizes();
    }

    @Override
    public void retain(Set<String> chainIds) {
        images.retain(chainIds);
    }

    @Override
    public void close() {
        others.values().forEach(member -> member.driver().close());
        own.driver().close();
    }
}
