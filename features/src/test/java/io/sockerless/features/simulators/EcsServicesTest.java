package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.CapacityProviderStrategyItem;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.ClusterContainsServicesException;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.CreateServiceRequest;
import software.amazon.awssdk.services.ecs.model.Deployment;
import software.amazon.awssdk.services.ecs.model.DeploymentRolloutState;
import software.amazon.awssdk.services.ecs.model.HealthStatus;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.LoadBalancer;
import software.amazon.awssdk.services.ecs.model.PropagateTags;
import software.amazon.awssdk.services.ecs.model.Service;
import software.amazon.awssdk.services.ecs.model.ServiceEvent;
import software.amazon.awssdk.services.ecs.model.ServiceNotActiveException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.ecs.model.TaskStopCode;
import software.amazon.awssdk.services.ecs.model.UpdateServiceRequest;

/** Services of ECS: so many tasks are kept running, whatever ends them, and are replaced by those of newer definitions. */
class EcsServicesTest extends EcsScenario {
    private ContainerDefinition.Builder serving(String word) {
        return world.script(
                        "main",
                        "trap 'exit 0' TERM; mkdir /www; echo " + word + " " + nonce + "; sleep 1000 & wait; exit 1")
                .stopTimeout(2);
    }

    private Service create(String name, String definition, int desired) {
        return create(name, definition, desired, request -> request);
    }

    private Service create(
            String name, String definition, int desired, UnaryOperator<CreateServiceRequest.Builder> more) {
        var request = CreateServiceRequest.builder()
                .cluster(world.cluster())
                .serviceName(name)
                .taskDefinition(definition)
                .desiredCount(desired)
                .launchType(LaunchType.FARGATE)
                .networkConfiguration(net -> net.awsvpcConfiguration(vpc -> vpc.subnets(aws.subnet())));
        return aws.ecs().createService(more.apply(request).build()).service();
    }

    private Service update(String name, UnaryOperator<UpdateServiceRequest.Builder> change) {
        var request = UpdateServiceRequest.builder().cluster(world.cluster()).service(name);
        return aws.ecs().updateService(change.apply(request).build()).service();
    }

    private Service described(String name) {
        return aws.ecs()
                .describeServices(request -> request.cluster(world.cluster()).services(name))
                .services()
                .getFirst();
    }

    private Service stable(String name) {
        try (var waiter = world.waiter()) {
            waiter.waitUntilServicesStable(
                    request -> request.cluster(world.cluster()).services(name));
        }
        return described(name);
    }

    private Service await(String name, Predicate<Service> condition) {
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        var now = described(name);
        while (!condition.test(now)) {
            assertTrue(System.nanoTime() < until, now::toString);
            pause();
            now = described(name);
        }
        return now;
    }

    private Set<String> tasks(String name) {
        return new HashSet<>(aws.ecs()
                .listTasks(request -> request.cluster(world.cluster()).serviceName(name))
                .taskArns());
    }

    private Task task(String arn) {
        return aws.ecs()
                .describeTasks(request -> request.cluster(world.cluster()).tasks(arn))
                .tasks()
                .getFirst();
    }

    private void awaitReplaced(String name, String gone, int count) {
        await(name, service -> {
            var now = tasks(name);
            return now.size() == count && !now.contains(gone) && service.runningCount() == count;
        });
    }

    private static List<String> events(Service service) {
        return service.events().stream().map(ServiceEvent::message).toList();
    }

    private void delete(String name) {
        aws.ecs()
                .deleteService(request ->
                        request.cluster(world.cluster()).service(name).force(true));
        try (var waiter = world.waiter()) {
            waiter.waitUntilServicesInactive(
                    request -> request.cluster(world.cluster()).services(name));
        }
    }

    @Test
    @Tag("external")
    void afterAResetServicesAreLookedAfter() throws Exception {
        assertEquals(204, simulator.control("POST", "reset", "").statusCode());
        world = EcsWorld.make(aws, nonce);
        create(
                "s",
                world.register(
                        "f-" + nonce,
                        world.script("main", "sleep 1000").stopTimeout(2).build()),
                1);
        assertEquals(1, stable("s").runningCount());
        delete("s");
    }

    @Test
    @Tag("external")
    void tasksAreKeptRunningWhateverEndsThem() throws Exception {
        var made = create(
                "s",
                world.register("f-" + nonce, serving("up").build()),
                2,
                request -> request.propagateTags(PropagateTags.SERVICE)
                        .tags(software.amazon.awssdk.services.ecs.model.Tag.builder()
                                .key("nonce")
                                .value(nonce)
                                .build()));
        assertEquals("ACTIVE", made.status());
        assertEquals(
                DeploymentRolloutState.IN_PROGRESS,
                made.deployments().getFirst().rolloutState());
        var stable = stable("s");
        var deployment = await(
                        "s", now -> now.deployments().getFirst().rolloutState() == DeploymentRolloutState.COMPLETED)
                .deployments()
                .getFirst();
        assertEquals("PRIMARY", deployment.status());
        assertEquals(2, stable.runningCount());
        var first = tasks("s");
        assertEquals(2, first.size());
        var one = task(first.iterator().next());
        assertEquals("service:s", one.group());
        assertEquals(deployment.id(), one.startedBy());
        assertEquals(
                nonce,
                aws.ecs()
                        .listTagsForResource(request -> request.resourceArn(one.taskArn()))
                        .tags()
                        .getFirst()
                        .value());
        assertEquals(List.of("up " + nonce, "up " + nonce), world.logged("it/main/"));
        aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(one.taskArn()));
        awaitReplaced("s", one.taskArn(), 2);
        var other = tasks("s").iterator().next();
        var container = atEngine(id(other)).getFirst().path("Id").asText();
        daemon.ask(Request.of("POST", "/containers/" + container + "/kill"));
        awaitReplaced("s", other, 2);
        var before = tasks("s");
        restart();
        assertEquals(before, tasks("s"));
        update("s", request -> request.desiredCount(3));
        stable("s");
        var three = tasks("s");
        assertTrue(three.containsAll(before), three::toString);
        update("s", request -> request.desiredCount(1));
        stable("s");
        var left = tasks("s");
        var stopped = three.stream().filter(arn -> !left.contains(arn)).toList();
        assertEquals(2, stopped.size());
        var scaled = task(stopped.getFirst());
        assertEquals(TaskStopCode.SERVICE_SCHEDULER_INITIATED, scaled.stopCode());
        assertEquals("Scaling activity initiated by (deployment " + deployment.id() + ")", scaled.stoppedReason());
        var events = events(await("s", now -> events(now).getFirst().endsWith("steady state.")));
        assertTrue(events.contains("(service s) (deployment " + deployment.id() + ") deployment completed."));
        assertTrue(
                events.stream()
                        .anyMatch(
                                event -> event.matches(
                                        "\\(service s\\) has started 2 tasks: \\(task [0-9a-f]{32}\\) \\(task [0-9a-f]{32}\\)\\.")),
                events::toString);
        assertThrows(
                InvalidParameterException.class,
                () -> aws.ecs()
                        .deleteService(
                                request -> request.cluster(world.cluster()).service("s")));
        delete("s");
        assertEquals(Set.of(), tasks("s"));
        assertGone(task(left.iterator().next()));
        assertThrows(ServiceNotActiveException.class, () -> update("s", request -> request.desiredCount(1)));
    }

    @Test
    void aNewerDefinitionReplacesTheOlderWithoutAGap() throws Exception {
        create("r", world.register("f-" + nonce, serving("one").build()), 1);
        var first = stable("r");
        var old = tasks("r").iterator().next();
        var newer = world.register("f-" + nonce, serving("two").build());
        var changed = update("r", request -> request.taskDefinition(newer));
        assertEquals(
                List.of("PRIMARY", "ACTIVE"),
                changed.deployments().stream().map(Deployment::status).toList());
        // Neither lost nor doubled by whoever goes on with it.
        restart();
        var done = await("r", service -> {
            assertTrue(service.runningCount() >= 1, service::toString);
            return service.deployments().size() == 1 && service.runningCount() == 1;
        });
        assertEquals(newer, done.deployments().getFirst().taskDefinition());
        assertNotEquals(
                first.deployments().getFirst().id(),
                done.deployments().getFirst().id());
        assertEquals(TaskStopCode.SERVICE_SCHEDULER_INITIATED, task(old).stopCode());
        assertEquals(1, tasks("r").size());
        assertEquals(List.of("one " + nonce, "two " + nonce), world.logged("it/main/"));
        var forced = update("r", request -> request.forceNewDeployment(true));
        await("r", service -> service.deployments().size() == 1 && service.runningCount() == 1);
        assertNotEquals(
                done.deployments().getFirst().id(),
                forced.deployments().getFirst().id());
        assertEquals(
                forced.deployments().getFirst().id(),
                task(tasks("r").iterator().next()).startedBy());
        delete("r");
    }

    @Test
    @Tag("external")
    void theCircuitBreakerRollsBack() {
        var good = world.register("f-" + nonce, serving("good").build());
        create(
                "b",
                good,
                1,
                request -> request.deploymentConfiguration(configuration -> configuration.deploymentCircuitBreaker(
                        breaker -> breaker.enable(true).rollback(true))));
        var before = await("b", now -> now.deployments().getFirst().rolloutState() == DeploymentRolloutState.COMPLETED);
        var serves = tasks("b");
        var bad = world.register(
                "f-" + nonce, world.script("main", "").command("/none-" + nonce).build());
        var broken = update("b", request -> request.taskDefinition(bad));
        var id = broken.deployments().getFirst().id();
        var after = await(
                "b",
                now -> now.taskDefinition().equals(good) && now.deployments().size() == 1);
        assertEquals(
                before.deployments().getFirst().id(),
                after.deployments().getFirst().id());
        var events = events(after);
        assertTrue(
                events.contains("(service b) (deployment " + id + ") deployment failed: tasks failed to start."),
                events::toString);
        assertEquals(serves, tasks("b"));
        delete("b");
    }

    @Test
    @Tag("external")
    void whatIsUnhealthyIsReplaced() {
        var definition = world.register(
                "f-" + nonce,
                serving("checked")
                        .healthCheck(check -> check.command("CMD", "test", "-d", "/www")
                                .interval(5)
                                .timeout(2)
                                .retries(1))
                        .build());
        create("h", definition, 1);
        await("h", now -> now.deployments().getFirst().rolloutState() == DeploymentRolloutState.COMPLETED);
        var old = tasks("h").iterator().next();
        assertEquals(HealthStatus.HEALTHY, task(old).healthStatus());
        var container = atEngine(id(old)).getFirst().path("Id").asText();
        var moved = Json.parse(daemon.ask(
                        Request.of("POST", "/containers/" + container + "/exec").json("{\"Cmd\":[\"rmdir\",\"/www\"]}"))
                .body());
        daemon.ask(Request.of("POST", "/exec/" + moved.path("Id").asText() + "/start")
                .json("{\"Detach\":true}"));
        awaitReplaced("h", old, 1);
        assertEquals("Task failed container health checks", task(old).stoppedReason());
        assertTrue(
                events(described("h")).contains("(service h) (task " + id(old) + ") failed container health checks."));
        delete("h");
    }

    @Test
    void refusalsAndPagesAreTheServices() {
        var definition = world.register("f-" + nonce, serving("none").build());
        var made = create("a", definition, 0);
        assertEquals(made.serviceArn(), create("a", definition, 0).serviceArn());
        var twice = assertThrows(InvalidParameterException.class, () -> create("a", definition, 1));
        assertEquals(
                "Creation of service was not idempotent.",
                twice.awsErrorDetails().errorMessage());
        var balanced = assertThrows(
                ClientException.class,
                () -> create(
                        "l",
                        definition,
                        0,
                        request -> request.loadBalancers(LoadBalancer.builder()
                                .targetGroupArn("arn:t")
                                .containerName("main")
                                .containerPort(80)
                                .build())));
        assertEquals(
                "loadBalancers is not simulated.", balanced.awsErrorDetails().errorMessage());
        assertThrows(ServiceNotFoundException.class, () -> update("none", request -> request.desiredCount(1)));
        assertThrows(ServiceNotFoundException.class, () -> tasks("none"));
        assertThrows(ClientException.class, () -> create("n", "none-" + nonce, 0));
        var missing = aws.ecs()
                .describeServices(request -> request.cluster(world.cluster()).services("none"));
        assertEquals("MISSING", missing.failures().getFirst().reason());
        for (var name : List.of("b", "c")) {
            create(
                    name,
                    definition,
                    0,
                    request -> request.launchType((LaunchType) null)
                            .capacityProviderStrategy(CapacityProviderStrategyItem.builder()
                                    .capacityProvider("FARGATE_SPOT")
                                    .build()));
        }
        var arns = aws
                .ecs()
                .listServicesPaginator(
                        request -> request.cluster(world.cluster()).maxResults(2))
                .serviceArns()
                .stream()
                .map(EcsScenario::id)
                .toList();
        assertEquals(List.of("a", "b", "c"), arns);
        var cluster = aws.ecs()
                .describeClusters(request -> request.clusters(world.cluster()))
                .clusters()
                .getFirst();
        assertEquals(3, cluster.activeServicesCount());
        assertThrows(
                ClusterContainsServicesException.class,
                () -> aws.ecs().deleteCluster(request -> request.cluster(world.cluster())));
        update("b", request -> request.desiredCount(1));
        stable("b");
        assertEquals("FARGATE_SPOT", task(tasks("b").iterator().next()).capacityProviderName());
        for (var name : List.of("a", "b", "c")) {
            delete(name);
        }
        assertEquals("INACTIVE", described("a").status());
        assertEquals(
                List.of(),
                aws.ecs()
                        .listServices(request -> request.cluster(world.cluster()))
                        .serviceArns());
        aws.ecs().deleteCluster(request -> request.cluster(world.cluster()));
    }
}
