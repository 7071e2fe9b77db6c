package io.sockerless.frontends.docker;

import io.sockerless.frontends.http.RouteTable;
import java.util.ArrayList;
import java.util.List;

/** Every operation of Docker's API description v1.51, one line each. */
public final class DockerRoutes {
    /** An operation and what answers it. */
    record Route(String method, String path, String operationId, Handler handler, boolean served) {}

    private static final String NO_PLUGINS =
            "this engine has no plugins: it has its own network, volume and log drivers";
    private static final String NO_SWARM = "this engine cannot be part of a swarm";

    private final List<Route> routes = new ArrayList<>();

    private DockerRoutes(Services services) {
        systemRoutes(services);
        containerRoutes(services);
        execRoutes(services);
        imageRoutes(services);
        volumeRoutes(services);
        networkRoutes(services);
        pluginRoutes(services);
        swarmRoutes();
    }

    private void systemRoutes(Services services) {
        SystemHandlers system = new SystemHandlers(services);
        UsageHandlers usage = new UsageHandlers(services);
        serve("POST", "/auth", "SystemAuth", system::auth);
        serve("GET", "/info", "SystemInfo", system::info);
        serve("GET", "/version", "SystemVersion", system::version);
        serve("GET", "/_ping", "SystemPing", system::ping);
        serve("HEAD", "/_ping", "SystemPingHead", system::ping);
        serve("GET", "/events", "SystemEvents", system::events);
        serve("GET", "/system/df", "SystemDataUsage", usage::df);
    }

    private void containerRoutes(Services services) {
        ContainerHandlers containers = new ContainerHandlers(services);
        StreamHandlers streams = new StreamHandlers(services.containers());
        FileHandlers files = new FileHandlers(services.containers());
        StatsHandlers stats = new StatsHandlers(services.containers());
        serve("GET", "/containers/json", "ContainerList", containers::list);
        serve("POST", "/containers/create", "ContainerCreate", containers::create);
        serve("GET", "/containers/{id}/json", "ContainerInspect", containers::inspect);
        serve("GET", "/containers/{id}/top", "ContainerTop", containers::top);
        serve("GET", "/containers/{id}/logs", "ContainerLogs", streams::logs);
        serve("GET", "/containers/{id}/changes", "ContainerChanges", files::changes);
        serve("GET", "/containers/{id}/export", "ContainerExport", files::export);
        serve("GET", "/containers/{id}/stats", "ContainerStats", stats::stats);
        serve("POST", "/containers/{id}/resize", "ContainerResize", containers::resize);
        serve("POST", "/containers/{id}/start", "ContainerStart", containers::start);
        serve("POST", "/containers/{id}/stop", "ContainerStop", containers::stop);
        serve("POST", "/containers/{id}/restart", "ContainerRestart", containers::restart);
        serve("POST", "/containers/{id}/kill", "ContainerKill", containers::kill);
        serve("POST", "/containers/{id}/update", "ContainerUpdate", containers::update);
        serve("POST", "/containers/{id}/rename", "ContainerRename", containers::rename);
        serve("POST", "/containers/{id}/pause", "ContainerPause", containers::pause);
        serve("POST", "/containers/{id}/unpause", "ContainerUnpause", containers::unpause);
        serve("POST", "/containers/{id}/attach", "ContainerAttach", streams::attach);
        serve("GET", "/containers/{id}/attach/ws", "ContainerAttachWebsocket", streams::attachWebsocket);
        serve("POST", "/containers/{id}/wait", "ContainerWait", containers::await);
        serve("DELETE", "/containers/{id}", "ContainerDelete", containers::remove);
        serve("HEAD", "/containers/{id}/archive", "ContainerArchiveInfo", files::archiveInfo);
        serve("GET", "/containers/{id}/archive", "ContainerArchive", files::archive);
        serve("PUT", "/containers/{id}/archive", "PutContainerArchive", files::putArchive);
        serve("POST", "/containers/prune", "ContainerPrune", containers::prune);
    }

    private void execRoutes(Services services) {
        ExecHandlers execs = new ExecHandlers(services.execs());
        serve("POST", "/containers/{id}/exec", "ContainerExec", execs::create);
        serve("POST", "/exec/{id}/start", "ExecStart", execs::start);
        serve("POST", "/exec/{id}/resize", "ExecResize", execs::resize);
        serve("GET", "/exec/{id}/json", "ExecInspect", execs::inspect);
    }

    private void imageRoutes(Services services) {
        ImageHandlers images = new ImageHandlers(services);
        TransferHandlers transfers = new TransferHandlers(services.images());
        serve("GET", "/images/json", "ImageList", images::list);
        BuildHandlers builds = new BuildHandlers(services.builder());
        BuildKitHandlers buildKit = new BuildKitHandlers(services.buildKit());
        serve("POST", "/build", "ImageBuild", call -> {
            if (call.query("version").equals("2")) {
                buildKit.build(call);
            } else {
                builds.build(call);
            }
        });
        serve("POST", "/build/prune", "BuildPrune", builds::prune);
        serve("POST", "/images/create", "ImageCreate", transfers::create);
        serve("GET", "/images/{name}/json", "ImageInspect", images::inspect);
        serve("GET", "/images/{name}/history", "ImageHistory", images::history);
        serve("POST", "/images/{name}/push", "ImagePush", transfers::push);
        serve("POST", "/images/{name}/tag", "ImageTag", images::tag);
        serve("DELETE", "/images/{name}", "ImageDelete", images::remove);
        refuse("GET", "/images/search", "ImageSearch", images::search);
        serve("POST", "/images/prune", "ImagePrune", images::prune);
        serve("POST", "/commit", "ImageCommit", images::commit);
        serve("GET", "/images/{name}/get", "ImageGet", transfers::save);
        serve("GET", "/images/get", "ImageGetAll", transfers::saveAll);
        serve("POST", "/images/load", "ImageLoad", transfers::load);
        serve("GET", "/distribution/{name}/json", "DistributionInspect", images::distribution);
        serve("POST", "/session", "Session", buildKit::session);
        // Docker serves this one beside its description.
        serve("POST", "/grpc", "Grpc", buildKit::grpc);
    }

    private void volumeRoutes(Services services) {
        VolumeHandlers volumes = new VolumeHandlers(services.volumes());
        serve("GET", "/volumes", "VolumeList", volumes::list);
        serve("POST", "/volumes/create", "VolumeCreate", volumes::create);
        serve("GET", "/volumes/{name}", "VolumeInspect", volumes::inspect);
        refuse("PUT", "/volumes/{name}", "VolumeUpdate", Refused.swarm());
        serve("DELETE", "/volumes/{name}", "VolumeDelete", volumes::remove);
        serve("POST", "/volumes/prune", "VolumePrune", volumes::prune);
    }

    private void networkRoutes(Services services) {
        NetworkHandlers networks = new NetworkHandlers(services.networks());
        serve("GET", "/networks", "NetworkList", networks::list);
        serve("GET", "/networks/{id}", "NetworkInspect", networks::inspect);
        serve("DELETE", "/networks/{id}", "NetworkDelete", networks::remove);
        serve("POST", "/networks/create", "NetworkCreate", networks::create);
        serve("POST", "/networks/{id}/connect", "NetworkConnect", networks::connect);
        serve("POST", "/networks/{id}/disconnect", "NetworkDisconnect", networks::disconnect);
        serve("POST", "/networks/prune", "NetworkPrune", networks::prune);
    }

    private void pluginRoutes(Services services) {
        SystemHandlers system = new SystemHandlers(services);
        serve("GET", "/plugins", "PluginList", system::plugins);
        refuse("GET", "/plugins/privileges", "GetPluginPrivileges", Refused.because(NO_PLUGINS));
        refuse("POST", "/plugins/pull", "PluginPull", Refused.because(NO_PLUGINS));
        refuse("GET", "/plugins/{name}/json", "PluginInspect", Refused.unknownPlugin());
        refuse("DELETE", "/plugins/{name}", "PluginDelete", Refused.unknownPlugin());
        refuse("POST", "/plugins/{name}/enable", "PluginEnable", Refused.unknownPlugin());
        refuse("POST", "/plugins/{name}/disable", "PluginDisable", Refused.unknownPlugin());
        refuse("POST", "/plugins/{name}/upgrade", "PluginUpgrade", Refused.unknownPlugin());
        refuse("POST", "/plugins/create", "PluginCreate", Refused.because(NO_PLUGINS));
        refuse("POST", "/plugins/{name}/push", "PluginPush", Refused.unknownPlugin());
        refuse("POST", "/plugins/{name}/set", "PluginSet", Refused.unknownPlugin());
    }

    private void swarmRoutes() {
        refuse("GET", "/nodes", "NodeList", Refused.swarm());
        refuse("GET", "/nodes/{id}", "NodeInspect", Refused.swarm());
        refuse("DELETE", "/nodes/{id}", "NodeDelete", Refused.swarm());
        refuse("POST", "/nodes/{id}/update", "NodeUpdate", Refused.swarm());
        refuse("GET", "/swarm", "SwarmInspect", Refused.swarm());
        refuse("POST", "/swarm/init", "SwarmInit", Refused.because(NO_SWARM));
        refuse("POST", "/swarm/join", "SwarmJoin", Refused.because(NO_SWARM));
        refuse("POST", "/swarm/leave", "SwarmLeave", Refused.noSwarm());
        refuse("POST", "/swarm/update", "SwarmUpdate", Refused.swarm());
        refuse("GET", "/swarm/unlockkey", "SwarmUnlockkey", Refused.swarm());
        refuse("POST", "/swarm/unlock", "SwarmUnlock", Refused.noSwarm());
        refuse("GET", "/services", "ServiceList", Refused.swarm());
        refuse("POST", "/services/create", "ServiceCreate", Refused.swarm());
        refuse("GET", "/services/{id}", "ServiceInspect", Refused.swarm());
        refuse("DELETE", "/services/{id}", "ServiceDelete", Refused.swarm());
        refuse("POST", "/services/{id}/update", "ServiceUpdate", Refused.swarm());
        refuse("GET", "/services/{id}/logs", "ServiceLogs", Refused.swarm());
        refuse("GET", "/tasks", "TaskList", Refused.swarm());
        refuse("GET", "/tasks/{id}", "TaskInspect", Refused.swarm());
        refuse("GET", "/tasks/{id}/logs", "TaskLogs", Refused.swarm());
        refuse("GET", "/secrets", "SecretList", Refused.swarm());
        refuse("POST", "/secrets/create", "SecretCreate", Refused.swarm());
        refuse("GET", "/secrets/{id}", "SecretInspect", Refused.swarm());
        refuse("DELETE", "/secrets/{id}", "SecretDelete", Refused.swarm());
        refuse("POST", "/secrets/{id}/update", "SecretUpdate", Refused.swarm());
        refuse("GET", "/configs", "ConfigList", Refused.swarm());
        refuse("POST", "/configs/create", "ConfigCreate", Refused.swarm());
        refuse("GET", "/configs/{id}", "ConfigInspect", Refused.swarm());
        refuse("DELETE", "/configs/{id}", "ConfigDelete", Refused.swarm());
        refuse("POST", "/configs/{id}/update", "ConfigUpdate", Refused.swarm());
    }

    private void serve(String method, String path, String operationId, Handler handler) {
        routes.add(new Route(method, path, operationId, handler, true));
    }

    private void refuse(String method, String path, String operationId, Handler handler) {
        routes.add(new Route(method, path, operationId, handler, false));
    }

    static RouteTable<Route> table(Services services) {
        RouteTable<Route> table = new RouteTable<>();
        new DockerRoutes(services).routes.forEach(route -> table.add(route.method(), route.path(), route));
        return table;
    }

    /** All operations, for comparing with the API's description. */
    public static List<Operation> operations() {
        Services none = new Services(null, null, null, null, null, null, null, null, null, null);
        return new DockerRoutes(none)
                .routes.stream()
                        .map(route -> new Operation(route.method(), route.path(), route.operationId(), route.served()))
                        .toList();
    }
}
