package io.sockerless.features.docker.steps;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.sockerless.features.docker.World;

/** A docker-java client for the scenario's target, closed with the scenario. */
public final class DockerJava {
    private final World world;

    public DockerJava(World world) {
        this.world = world;
    }

    DockerClient client() {
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(world.target().host())
                .withDockerConfig(world.directory().resolve(".docker").toString())
                .build();
        var transport = new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .build();
        return world.closing(DockerClientImpl.getInstance(config, transport));
    }
}
