package io.sockerless.drivers.spi;

import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.HostConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container as a driver sees it. {@code config} and {@code host} are the client's own objects after the merge with the
 * image and after defaults; the driver honours every field of them or refuses it by name.
 *
 * @param id 64 hexadecimal digits
 * @param name without slash
 * @param layers the image's layers, lowest first
 * @param args program and arguments, never empty
 * @param env complete environment as KEY=value, image and client merged (PATH, HOSTNAME, TERM and HOME are the driver's
 *     to add as Docker does)
 * @param hostname the container's host name
 * @param mounts volumes, binds and tmpfs, resolved; parents before children
 * @param network how it is connected
 */
public record TaskSpec(
        String id,
        String name,
        String platform,
        ContainerConfig config,
        HostConfig host,
        List<ImageLayer> layers,
        List<String> args,
        List<String> env,
        String hostname,
        List<MountSpec> mounts,
        NetworkSpec network,
        LogSpec log) {
    public TaskSpec {
        layers = List.copyOf(layers);
        args = List.copyOf(args);
        env = List.copyOf(env);
        mounts = List.copyOf(mounts);
    }

    /**
     * A mount to make.
     *
     * @param type bind, volume or tmpfs
     * @param source path on the host for bind and volume, empty for tmpfs
     * @param target absolute path in the container
     * @param propagation empty or one of rprivate, private, rshared, shared, rslave, slave
     * @param copyUp a new, empty volume is to be filled with what the image has at the target
     * @param options further options: for tmpfs the mount options
     * @param volume the volume's name; empty for bind and tmpfs
     */
    public record MountSpec(
            String type,
            String source,
            String target,
            boolean readOnly,
            String propagation,
            boolean copyUp,
            Map<String, String> options,
            String volume) {
        public MountSpec {
            // Rows of before there was one.
            volume = volume == null ? "" : volume;
        }
    }

    /**
     * How a task's output is kept: Docker's LogConfig.
     *
     * @param attributes what the options attach to each entry; only known when the task is started
     */
    public record LogSpec(String type, Map<String, String> options, Map<String, String> attributes) {
        public LogSpec {
            options = Map.copyOf(options);
            // Rows of before there were any.
            attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
        }
    }

    /** How a container is connected. */
    public sealed interface NetworkSpec {
        /**
         * Its own namespace in one or more bridge networks.
         *
         * @param endpoints in the order of their interfaces; never empty
         * @param ports published by way of the network that has the default route
         * @param aliases further names for the container's own table of hosts, by address
         */
        record Bridge(List<Endpoint> endpoints, List<PortRequest> ports, Map<String, List<String>> aliases)
                implements NetworkSpec {
            public Bridge {
                endpoints = List.copyOf(endpoints);
                ports = List.copyOf(ports);
            }
        }

        /** The host's namespace. */
        record Host() implements NetworkSpec {}

        /** Its own namespace with loopback only. */
        record None() implements NetworkSpec {}

        /** The namespace of another, running container. */
        record Joined(String containerId) implements NetworkSpec {}
    }

    /**
     * A container's place in a bridge network.
     *
     * @param networkName name of the network, {@code bridge} for the default one
     * @param macAddress empty for a generated one
     * @param linkLocal further addresses of its own, IPv4 or IPv6
     * @param names by which the others of the network find it; empty in the default bridge, which knows no names
     * @param links names that only this container knows in this network, and the names that they stand for
     * @param priority of all networks the one with the highest has the default route, then the first by name
     */
    public record Endpoint(
            String networkName,
            String networkId,
            Optional<String> macAddress,
            Optional<String> ipv4Address,
            Optional<String> ipv6Address,
            List<String> linkLocal,
            List<String> names,
            Map<String, String> links,
            long priority) {
        public Endpoint {
            linkLocal = List.copyOf(linkLocal);
            names = List.copyOf(names);
            links = Map.copyOf(links);
        }

        /** A place that is not specified further. */
        public static Endpoint of(String networkName, String networkId) {
            return new Endpoint(
                    networkName,
                    networkId,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    0);
        }
    }

    /**
     * A published port.
     *
     * @param hostIp empty for all addresses
     * @param hostPortStart 0 for any free port; else the first of a range
     * @param hostPortEnd the last of the range, equal to the start for one port
     */
    public record PortRequest(
            io.sockerless.engine.model.Port port, String hostIp, int hostPortStart, int hostPortEnd) {}
}
