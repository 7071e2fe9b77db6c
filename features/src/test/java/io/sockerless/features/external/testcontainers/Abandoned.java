package io.sockerless.features.external.testcontainers;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.util.HashMap;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/** A program that makes a container, a network and a volume, tells their names, and is killed before it can clean up. */
final class Abandoned {
    private Abandoned() {}

    public static void main(String[] args) throws InterruptedException {
        var volume = Busybox.word();
        var labels = new HashMap<>(DockerClientFactory.DEFAULT_LABELS);
        labels.put(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL, DockerClientFactory.SESSION_ID);
        DockerClientFactory.instance()
                .client()
                .createVolumeCmd()
                .withName(volume)
                .withLabels(labels)
                .exec();
        var network = Network.newNetwork();
        var container = Busybox.idle()
                .withNetwork(network)
                .withCreateContainerCmdModifier(
                        command -> command.getHostConfig().withBinds(new Bind(volume, new Volume("/v"))));
        container.start();
        System.out.println("made " + container.getContainerId() + " " + network.getId() + " " + volume);
        Thread.sleep(Long.MAX_VALUE);
    }
}
