package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.core.Containers.CreateRequest;
import io.sockerless.engine.core.Containers.Created;
import io.sockerless.engine.core.container.ImageSource.ResolvedImage;
import io.sockerless.engine.core.container.MountResolution.Resolved;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Health;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.MountPoint;
import io.sockerless.engine.model.NetworkStatus;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Creates containers: checks the request, settles what it leaves open, claims the name, then the driver, then the row. */
final class Creation {
    private static final System.Logger LOG = System.getLogger(Creation.class.getName());

    private final Context context;
    private final ImageSource images;
    private final NameGenerator names;

    Creation(Context context, ImageSource images, NameGenerator names) {
        this.context = context;
        this.images = images;
        this.names = names;
    }

    Created create(CreateRequest request) {
        DriverInfo driver = context.driver().info();
        ConfigValidation.check(request.config(), request.host(), request.networks());
        HostValidation.check(request.host(), driver, context.driver().seesHostPaths(request.host()));
        HostConfig host = joined(HostDefaults.apply(request.host(), driver));
        ResolvedImage image = image(request);
        ContainerConfig config = ConfigMerge.merge(request.config(), new ContainerConfig(image.config()));
        if (config.entrypoint().isEmpty() && config.cmd().isEmpty()) {
            throw EngineException.invalid("No command specified");
        }
        LogValidation.check(host);
        String id = names.id();
        String name = claim(request.name(), id);
        try {
            HostConfig linked = new Links(context.index()).settled(host, name);
            return create(request, id, name, image, named(config, linked, id), linked);
        } catch (RuntimeException e) {
            context.index().release(name, id);
            throw e;
        }
    }

    private ResolvedImage image(CreateRequest request) {
        String ref = request.config().image();
        // dockerd makes a container of nothing when there is no image, to be filled by an archive.
        return ref.isEmpty()
                ? new ResolvedImage("", "linux", request.platform(), Map.of(), List.of())
                : images.resolve(ref, request.platform());
    }

    private String claim(String given, String id) {
        if (given.isEmpty()) {
            return names.name(id, name -> context.index().tryClaim(name, id));
        }
        String name = given.startsWith("/") ? given.substring(1) : given;
        context.index().claim(name, id);
        return name;
    }

    /** A container to join is kept by its id, for its name may change. One that is not there is the start's concern. */
    private HostConfig joined(HostConfig host) {
        String mode = host.networkMode();
        if (!mode.startsWith("container:")) {
            return host;
        }
        return context.index()
                .find(mode.substring("container:".length()))
                .map(other -> host.with(Map.of("NetworkMode", "container:" + other.id())))
                .orElse(host);
    }

    private static ContainerConfig named(ContainerConfig config, HostConfig host, String id) {
        if (!config.hostname().isEmpty()) {
            return config;
        }
        return config.with("Hostname", host.networkMode().equals("host") ? ownHostname() : id.substring(0, 12));
    }

    private static String ownHostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host without an entry for its own name: the message begins with that name, which is all that is asked.
            return e.getMessage().split(":", 2)[0];
        }
    }

    private Created create(
            CreateRequest request,
            String id,
            String name,
            ResolvedImage image,
            ContainerConfig config,
            HostConfig host) {
        MountResolution resolution = new MountResolution(
                context.volumes(), ref -> context.index().get(ref).container());
        try {
            List<Resolved> mounts = resolution.resolve(config, host);
            Container container = container(request, id, name, image, config, host, mounts);
            Provision provision = new Provision(
                    image.layers().stream().map(Provision.Layer::of).toList(),
                    mounts.stream().map(Resolved::mount).toList());
            TaskSpec spec = withLayers(context.specs().forCreation(container, provision), image.layers());
            List<String> warnings = new ArrayList<>(warnings(host));
            warnings.addAll(context.driver().validate(spec));
            HostConfig kept = HostDefaults.withoutMissing(host, context.driver().info());
            claimDriver(spec, container.withHost(kept), provision);
            return new Created(id, List.copyOf(warnings));
        } catch (RuntimeException e) {
            for (String volume : resolution.anonymous()) {
                takeBack(volume, id, e);
            }
            throw e;
        }
    }

    private void claimDriver(TaskSpec spec, Container container, Provision provision) {
        try {
            context.driver().create(spec);
            context.rows().insert(container, provision);
        } catch (RuntimeException e) {
            try {
                context.driver().delete(container.id());
            } catch (RuntimeException e2) {
                e.addSuppressed(e2);
            }
            throw e;
        }
        context.index().add(new ContainerLife(context.rows(), container, provision));
        context.events().publish(container, "create");
    }

    private void takeBack(String volume, String id, RuntimeException cause) {
        try {
            context.volumes().removeAnonymous(volume, id);
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot remove volume " + volume, e);
            cause.addSuppressed(e);
        }
    }

    /** The image's own layers, which may never have been unpacked, can be opened without looking them up again. */
    private static TaskSpec withLayers(TaskSpec spec, List<ImageLayer> layers) {
        return new TaskSpec(
                spec.id(),
                spec.name(),
                spec.platform(),
                spec.config(),
                spec.host(),
                layers,
                spec.args(),
                spec.env(),
                spec.hostname(),
                spec.mounts(),
                spec.network(),
                spec.log());
    }

    private Container container(
            CreateRequest request,
            String id,
            String name,
            ResolvedImage image,
            ContainerConfig config,
            HostConfig host,
            List<Resolved> mounts) {
        List<String> command = new ArrayList<>(config.entrypoint());
        command.addAll(config.cmd());
        List<MountPoint> points =
                mounts.stream().filter(Resolved::shown).map(Resolved::point).toList();
        String platform =
                image.platform().isEmpty() ? context.driver().info().platforms().getFirst() : image.platform();
        return new Container(
                id,
                name,
                context.clock().instant(),
                context.driver().info().id(),
                platform,
                config.image(),
                image.id(),
                config,
                host,
                context.specs().memberships().settle(host, config, request.networks()),
                command.getFirst(),
                List.copyOf(command.subList(1, command.size())),
                points,
                ContainerState.Created.FRESH,
                NetworkStatus.NONE,
                0,
                false,
                Health.NONE);
    }

    private static List<String> warnings(HostConfig host) {
        List<String> warnings = new ArrayList<>();
        if (host.networkMode().equals("host") && !host.portBindings().isEmpty()) {
            warnings.add("Published ports are discarded when using host network mode");
        }
        if (host.optionalBool("OomKillDisable").orElse(false) && host.integer("Memory") == 0) {
            warnings.add("OOM killer is disabled for the container, but no memory limit is set, this can result in the"
                    + " system running out of resources.");
        }
        if (host.integer("KernelMemory") > 0) {
            warnings.add("Specifying a kernel memory limit is deprecated and will be removed in a future release.");
        }
        return warnings;
    }
}
