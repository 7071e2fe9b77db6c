package io.sockerless.drivers.linux.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sockerless.drivers.linux.network.ContainerNetwork.Sandbox;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is to be known about a sandbox to describe and to remove it. It is on disk before anything of the sandbox
 * exists in the kernel.
 *
 * @param boot the kernel's boot id: no sandbox outlives the machine
 * @param plugs empty for a sandbox with loopback only
 */
record SandboxRecord(String containerId, String sandboxId, String netns, String boot, List<Plug> plugs) {
    SandboxRecord {
        plugs = List.copyOf(plugs);
    }

    /**
     * The connection to the bridge.
     *
     * @param link name of the interface on the host
     */
    record Plug(
            String networkName,
            String networkId,
            String endpointId,
            String address,
            int prefix,
            String gateway,
            String mac,
            String link,
            List<Publication> publications) {
        Plug {
            publications = List.copyOf(publications);
        }
    }

    @JsonIgnore
    Path netnsPath() {
        return Path.of(netns);
    }

    @JsonIgnore
    List<Publication> publications() {
        return plugs.stream().flatMap(plug -> plug.publications().stream()).toList();
    }

    @JsonIgnore
    Sandbox sandbox() {
        return new Sandbox(netnsPath(), new NetworkStatus(sandboxId, netns, endpoints(), ports()));
    }

    private Map<String, NetworkStatus.Endpoint> endpoints() {
        Map<String, NetworkStatus.Endpoint> endpoints = new TreeMap<>();
        for (Plug plug : plugs) {
            endpoints.put(
                    plug.networkName(),
                    new NetworkStatus.Endpoint(
                            plug.networkId(),
                            plug.endpointId(),
                            plug.gateway(),
                            plug.address(),
                            plug.prefix(),
                            "",
                            "",
                            0,
                            plug.mac()));
        }
        return endpoints;
    }

    private Map<Port, List<HostBinding>> ports() {
        Map<Port, List<HostBinding>> ports = new TreeMap<>();
        for (Publication each : publications()) {
            ports.computeIfAbsent(each.port(), p -> new ArrayList<>()).add(each.binding());
        }
        return ports;
    }
}
