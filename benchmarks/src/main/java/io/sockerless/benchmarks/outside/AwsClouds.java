package io.sockerless.benchmarks.outside;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The simulated cloud at our daemon, moto's server where the other daemon is asked for, and a daemon of ours whose containers
 * are tasks of the first one. Each is started when it is first asked for.
 */
final class AwsClouds implements AutoCloseable {
    private final Path root;
    private final Path work;
    private final Map<Peer, AwsServer> servers = new HashMap<>();
    private final List<Peer> driven = new ArrayList<>();
    private Peer ours;

    AwsClouds(Path root, Path work) {
        this.root = root;
        this.work = work.resolve("clouds");
    }

    AwsServer of(Peer peer) throws IOException, InterruptedException {
        AwsServer server = servers.get(peer);
        if (server == null) {
            server = peer.ours()
                    ? AwsServer.sockerless(root, work.resolve("sockerless"), peer)
                    : AwsServer.moto(root, work.resolve("moto"));
            servers.put(peer, server);
        }
        return server;
    }

    /** To be a scenario's setup where the other peer is asked for the local daemon of ours, too. */
    void local(Peer peer) throws IOException, InterruptedException {
        if (peer.ours()) {
            ours = peer;
            Scenarios.Busybox.install(peer);
        }
    }

    Peer local() {
        return ours;
    }

    /** Ours with the driver ecs, with busybox. */
    Peer driven() throws IOException, InterruptedException {
        if (driven.isEmpty()) {
            AwsHttp cloud = of(ours).http();
            cloud.ecs("CreateCluster", "{\"clusterName\":\"default\"}");
            JsonNode made = cloud.ecr("CreateRepository", "{\"repositoryName\":\"wrapped\"}");
            // Where tasks reach this machine.
            String gateway = ours.docker("network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", "bridge");
            Peer peer = Peer.sockerless(
                    root,
                    work.resolve("ecs"),
                    Map.of(
                            "AWS_ENDPOINT_URL",
                            cloud.base().toString(),
                            "AWS_REGION",
                            AwsHttp.REGION,
                            "AWS_ACCESS_KEY_ID",
                            "test",
                            "AWS_SECRET_ACCESS_KEY",
                            "test"),
                    List.of(
                            "--driver",
                            "ecs",
                            "--ecs",
                            "subnets=" + cloud.subnet(),
                            "--ecs",
                            "warm=" + EcsWarm.IMAGE + "=1", // once it is used
                            "--ecs",
                            "warm-price=1",
                            "--ecs",
                            "gateway=" + gateway,
                            "--ecs",
                            "execution-role=arn:aws:iam::000000000000:role/execution",
                            "--ecs",
                            "repository="
                                    + made.path("repository")
                                            .path("repositoryUri")
                                            .asText()));
            driven.add(peer);
            Scenarios.Busybox.install(peer);
        }
        return driven.getFirst();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Peer peer : driven) {
            peer.close();
        }
        for (AwsServer server : servers.values()) {
            server.close();
        }
    }
}
