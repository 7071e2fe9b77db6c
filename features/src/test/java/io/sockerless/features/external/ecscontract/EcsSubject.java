package io.sockerless.features.external.ecscontract;

import io.sockerless.drivers.aws.EcsConfig;
import io.sockerless.drivers.aws.EcsDriver;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.features.external.CloudSubject;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.DesiredStatus;
import software.amazon.awssdk.services.ecs.model.Task;

/** The driver ecs. Each place has a cluster of its own, so that what is left in it is its own, too. */
public final class EcsSubject extends CloudSubject {
    private static String cluster(String place) {
        return "contract-" + place;
    }

    @Override
    public Driver open(String place) {
        if (!Files.exists(state(place))) {
            try (var ecs = client()) {
                ecs.createCluster(request -> request.clusterName(cluster(place)));
            }
        }
        Map<String, String> settings = settings();
        settings.put("cluster", cluster(place));
        return EcsDriver.open(EcsConfig.of(state(place), settings));
    }

    private static EcsClient client() {
        return EcsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @Override
    protected List<String> inTheCloud(String place, Set<String> containerIds) {
        try (var ecs = client()) {
            return Stream.of(DesiredStatus.RUNNING, DesiredStatus.STOPPED)
                    .flatMap(desired -> tasks(ecs, cluster(place), desired))
                    .filter(task -> !"STOPPED".equals(task.lastStatus()))
                    .map(task -> task.lastStatus() + " but to be " + task.desiredStatus() + ": " + task.taskArn())
                    .toList();
        }
    }

    private static Stream<Task> tasks(EcsClient ecs, String cluster, DesiredStatus desired) {
        return ecs.listTasksPaginator(request -> request.cluster(cluster).desiredStatus(desired)).stream()
                .filter(page -> page.hasTaskArns() && !page.taskArns().isEmpty())
                .flatMap(page ->
                        ecs.describeTasks(request -> request.cluster(cluster).tasks(page.taskArns())).tasks().stream());
    }
}
