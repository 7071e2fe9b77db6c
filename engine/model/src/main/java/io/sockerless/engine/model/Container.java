package io.sockerless.engine.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The description of a container, apart from its execution: what the client asked for, merged with its image's
 * defaults, and what became of it. Immutable; each transition is a new value.
 *
 * @param id 64 hexadecimal digits
 * @param name without the leading slash
 * @param driver id of the driver that runs it
 * @param image the image as the client named it
 * @param imageId {@code sha256:…} of the image config
 * @param config after the merge with the image's config
 * @param networks what the client asked for, by network name
 * @param health {@link Health#NONE} before the first start and where there is no check
 * @param path the program that runs, and its arguments
 */
public record Container(
        String id,
        String name,
        Instant created,
        String driver,
        String platform,
        String image,
        String imageId,
        ContainerConfig config,
        HostConfig host,
        Map<String, EndpointConfig> networks,
        String path,
        List<String> args,
        List<MountPoint> mounts,
        ContainerState state,
        NetworkStatus network,
        int restartCount,
        boolean manuallyStopped,
        Health health) {

    public Container {
        // Rows of before there were health checks have none.
        health = Objects.requireNonNullElse(health, Health.NONE);
    }

    public Container withState(ContainerState next) {
        return new Container(
                id,
                name,
                created,
                driver,
                platform,
                image,
                imageId,
                config,
                host,
                networks,
                path,
                args,
                mounts,
                next,
                network,
                restartCount,
                manuallyStopped,
                health);
    }

    public Container withName(String next) {
        return new Container(
                id,
                next,
                created,
                driver,
                platform,
                image,
                imageId,
                config,
                host,
                networks,
                path,
                args,
                mounts,
                state,
                network,
                restartCount,
                manuallyStopped,
                health);
    }

    public Container withHost(HostConfig next) {
        return new Container(
                id,
                name,
                created,
                driver,
                platform,
                image,
                imageId,
                config,
                next,
                networks,
                path,
                args,
                mounts,
                state,
                network,
                restartCount,
                manuallyStopped,
                health);
    }

    public Container withNetwork(NetworkStatus next) {
        return new Container(
                id,
                name,
                created,
                driver,
                platform,
                image,
                imageId,
                config,
                host,
                networks,
                path,
                args,
                mounts,
                state,
                next,
                restartCount,
                manuallyStopped,
                health);
    }

    public Container withRestart(int count, boolean byHand) {
        return new Container(
                id, name, created, driver, platform, image, imageId, config, host, networks, path, args, mounts, state,
                network, count, byHand, health);
    }

    public Container withConfig(ContainerConfig next) {
        return new Container(
                id,
                name,
                created,
                driver,
                platform,
                image,
                imageId,
                next,
                host,
                networks,
                path,
                args,
                mounts,
                state,
                network,
                restartCount,
                manuallyStopped,
                health);
    }

    public Container withHealth(Health next) {
        return new Container(
                id,
                name,
                created,
                driver,
                platform,
                image,
                imageId,
                config,
                host,
                networks,
                path,
                args,
                mounts,
                state,
                network,
                restartCount,
                manuallyStopped,
                next);
    }

    /** In other networks, and connected as given. */
    public Container withNetworks(Map<String, EndpointConfig> asked, NetworkStatus connected) {
        return new Container(
                id,
                name,
                created,
                driver,
                platform,
                image,
                imageId,
                config,
                host,
                asked,
                path,
                args,
                mounts,
                state,
                connected,
                restartCount,
                manuallyStopped,
                health);
    }
}
