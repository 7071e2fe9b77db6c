package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.MountPoint;
import io.sockerless.engine.model.Volume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Turns what a client says about mounts into mounts: VolumesFrom first, then Binds and Mounts, which may replace those,
 * then the volumes of image and config where nothing else is mounted, and Tmpfs. Volumes that are missing are made.
 */
final class MountResolution {
    /** A mount as inspect shows it and as the driver makes it. {@code shown} is false for HostConfig.Tmpfs. */
    record Resolved(MountPoint point, Provision.Mount mount, boolean shown) {}

    private final VolumeSource volumes;
    private final Function<String, Container> containers;
    private final Map<String, Resolved> byTarget = new LinkedHashMap<>();
    private final List<String> anonymous = new ArrayList<>();

    /** @param containers finds a container that VolumesFrom names */
    MountResolution(VolumeSource volumes, Function<String, Container> containers) {
        this.volumes = volumes;
        this.containers = containers;
    }

    /** Anonymous volumes made on the way, to be taken back when the creation fails. */
    List<String> anonymous() {
        return List.copyOf(anonymous);
    }

    List<Resolved> resolve(ContainerConfig config, HostConfig host) {
        host.strings("VolumesFrom").forEach(this::volumesFrom);
        Map<String, Boolean> given = new TreeMap<>();
        Set<String> tmpfs = host.stringMap("Tmpfs").keySet();
        for (String text : host.strings("Binds")) {
            BindSpec bind = BindSpec.parse(text);
            claim(given, tmpfs, MountPaths.clean(bind.target()));
            bind(bind, host.string("VolumeDriver"));
        }
        for (Map<String, Object> fields : host.objects("Mounts")) {
            MountConfig mount = new MountConfig(fields);
            claim(given, tmpfs, MountPaths.clean(mount.target()));
            mount(mount, host.string("VolumeDriver"));
        }
        for (String path : config.volumes().keySet()) {
            String target = MountPaths.clean(path);
            if (!byTarget.containsKey(target)) {
                obtain("", host.string("VolumeDriver"), Map.of(), Map.of(), target, "", true, true);
            }
        }
        host.stringMap("Tmpfs").forEach(this::tmpfs);
        return byTarget.values().stream()
                .sorted(Comparator.comparingInt(r -> MountPaths.depth(r.point().destination())))
                .toList();
    }

    private static void claim(Map<String, Boolean> given, Set<String> tmpfs, String target) {
        if (given.put(target, true) != null || tmpfs.contains(target)) {
            throw EngineException.invalid("Duplicate mount point: " + target);
        }
    }

    private void volumesFrom(String text) {
        BindSpec spec = BindSpec.parseVolumesFrom(text);
        Container other;
        try {
            other = containers.apply(spec.source());
        } catch (EngineException e) {
            throw new EngineException(io.sockerless.engine.model.ErrorKind.INVALID, e.getMessage(), e);
        }
        for (MountPoint m : other.mounts()) {
            boolean writable = m.readWrite() && !spec.readOnly();
            add(
                    new MountPoint(
                            m.type(),
                            m.name(),
                            m.source(),
                            m.destination(),
                            m.driver(),
                            m.mode(),
                            writable,
                            m.propagation()),
                    false,
                    false,
                    "",
                    Map.of());
        }
    }

    private void bind(BindSpec bind, String volumeDriver) {
        String target = MountPaths.clean(bind.target());
        if (!bind.isBind()) {
            String mode = bind.mode().isEmpty() ? "z" : bind.mode();
            obtain(bind.source(), volumeDriver, Map.of(), Map.of(), target, mode, !bind.readOnly(), bind.copies());
            return;
        }
        String propagation = bind.propagation().isEmpty() ? "rprivate" : bind.propagation();
        String source = MountPaths.clean(bind.source());
        add(
                new MountPoint("bind", "", source, target, "", bind.mode(), !bind.readOnly(), propagation),
                false,
                true,
                "",
                Map.of());
    }

    private void mount(MountConfig mount, String volumeDriver) {
        String target = MountPaths.clean(mount.target());
        switch (mount.type()) {
            case "bind" -> {
                String propagation = mount.propagation().isEmpty() ? "rprivate" : mount.propagation();
                Map<String, Object> bindOptions = mount.options("BindOptions");
                Map<String, String> options =
                        Boolean.TRUE.equals(bindOptions.get("NonRecursive")) ? Map.of("nonrecursive", "") : Map.of();
                boolean makeSource = Boolean.TRUE.equals(bindOptions.get("CreateMountpoint"));
                String source = MountPaths.clean(mount.source());
                add(
                        new MountPoint("bind", "", source, target, "", "", !mount.readOnly(), propagation),
                        false,
                        makeSource,
                        "",
                        options);
            }
            case "tmpfs" ->
                add(
                        new MountPoint("tmpfs", "", "", target, "", "", !mount.readOnly(), ""),
                        false,
                        false,
                        "",
                        tmpfsOptions(mount.options("TmpfsOptions")));
            default -> {
                Map<String, Object> given = mount.options("VolumeOptions");
                Map<String, Object> driver = new MountConfig(given).options("DriverConfig");
                String name = MountConfig.text(driver, "Name");
                obtain(
                        mount.source(),
                        name.isEmpty() ? volumeDriver : name,
                        texts(new MountConfig(driver).options("Options")),
                        texts(new MountConfig(given).options("Labels")),
                        target,
                        "z",
                        !mount.readOnly(),
                        !Boolean.TRUE.equals(given.get("NoCopy")));
            }
        }
    }

    private void obtain(
            String name,
            String driver,
            Map<String, String> options,
            Map<String, String> labels,
            String target,
            String mode,
            boolean writable,
            boolean copies) {
        Volume volume = volumes.obtain(name, driver, options, labels);
        if (name.isEmpty()) {
            anonymous.add(volume.name());
        }
        MountPoint point = new MountPoint(
                "volume", volume.name(), volume.mountpoint(), target, volume.driver(), mode, writable, "");
        add(point, copies, false, name.isEmpty() ? volume.name() : "", Map.of());
    }

    private void tmpfs(String path, String options) {
        String target = MountPaths.clean(path);
        Map<String, String> parsed = new LinkedHashMap<>();
        for (String option : options.split(",")) {
            int equals = option.indexOf('=');
            parsed.put(
                    equals < 0 ? option : option.substring(0, equals), equals < 0 ? "" : option.substring(equals + 1));
        }
        parsed.remove("");
        MountPoint point = new MountPoint("tmpfs", "", "", target, "", options, !parsed.containsKey("ro"), "");
        MountSpec spec = new MountSpec("tmpfs", "", target, parsed.containsKey("ro"), "", false, parsed, "");
        byTarget.put(target, new Resolved(point, new Provision.Mount(spec, false, ""), false));
    }

    private static Map<String, String> tmpfsOptions(Map<String, Object> given) {
        Map<String, String> options = new LinkedHashMap<>();
        if (given.get("SizeBytes") instanceof Number size && size.longValue() > 0) {
            options.put("size", Long.toString(size.longValue()));
        }
        if (given.get("Mode") instanceof Number mode && mode.longValue() > 0) {
            options.put("mode", Long.toOctalString(mode.longValue()));
        }
        return options;
    }

    private static Map<String, String> texts(Map<String, Object> map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    private void add(
            MountPoint point, boolean copyUp, boolean makeSource, String anonymousVolume, Map<String, String> options) {
        MountSpec spec = new MountSpec(
                point.type(),
                point.source(),
                point.destination(),
                !point.readWrite(),
                point.propagation(),
                copyUp,
                options,
                point.name());
        byTarget.put(
                point.destination(), new Resolved(point, new Provision.Mount(spec, makeSource, anonymousVolume), true));
    }
}
