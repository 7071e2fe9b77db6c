package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.model.CustomHealthNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.CustomHealthStatus;
import software.amazon.awssdk.services.servicediscovery.model.DnsRecord;
import software.amazon.awssdk.services.servicediscovery.model.HealthStatusFilter;
import software.amazon.awssdk.services.servicediscovery.model.InstanceNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.InvalidInputException;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceAlreadyExistsException;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceFilter;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceFilterName;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.Operation;
import software.amazon.awssdk.services.servicediscovery.model.OperationNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.OperationStatus;
import software.amazon.awssdk.services.servicediscovery.model.OperationTargetType;
import software.amazon.awssdk.services.servicediscovery.model.RecordType;
import software.amazon.awssdk.services.servicediscovery.model.ResourceInUseException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceAlreadyExistsException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceFilter;
import software.amazon.awssdk.services.servicediscovery.model.ServiceFilterName;
import software.amazon.awssdk.services.servicediscovery.model.ServiceTypeOption;
import software.amazon.awssdk.services.servicediscovery.model.Tag;

/** Cloud Map through Amazon's own client. */
class CloudMapTest {
    @TempDir
    static Path place;

    private static SimulatorProcess simulator;
    private static AwsClients aws;

    private final String nonce = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        simulator = SimulatorProcess.start(place, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
    }

    @AfterAll
    static void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    private static ServiceDiscoveryClient map() {
        return aws.discovery();
    }

    private static Operation operation(String id) {
        return map().getOperation(request -> request.operationId(id)).operation();
    }

    private static String made(String operationId) {
        var operation = operation(operationId);
        assertEquals(OperationStatus.SUCCESS, operation.status(), operation::toString);
        return operation.targets().get(OperationTargetType.NAMESPACE);
    }

    @Test
    void instancesAreDiscovered() throws Exception {
        var name = "api-" + nonce;
        var namespace =
                made(map().createHttpNamespace(request -> request.name(name)).operationId());
        assertThrows(
                NamespaceAlreadyExistsException.class, () -> map().createHttpNamespace(request -> request.name(name)));
        var service = map().createService(
                        request -> request.name("web").namespaceId(namespace).healthCheckCustomConfig(config -> {}))
                .service();
        assertThrows(
                ServiceAlreadyExistsException.class,
                () -> map().createService(request -> request.name("web").namespaceId(namespace)));
        for (var one : List.of("a", "b")) {
            var registered = map().registerInstance(request ->
                    request.serviceId(service.id()).instanceId(one).attributes(Map.of("nonce", nonce, "which", one)));
            assertEquals(one, operation(registered.operationId()).targets().get(OperationTargetType.INSTANCE));
        }
        map().updateInstanceCustomHealthStatus(request ->
                request.serviceId(service.id()).instanceId("a").status(CustomHealthStatus.UNHEALTHY));
        simulator.kill();
        aws.close();
        start();
        assertEquals(List.of("b"), discovered(name, HealthStatusFilter.HEALTHY_OR_ELSE_ALL, Map.of()));
        assertEquals(List.of("a", "b"), discovered(name, HealthStatusFilter.ALL, Map.of("nonce", nonce)));
        assertEquals(List.of("a"), discovered(name, HealthStatusFilter.ALL, Map.of("which", "a")));
        assertEquals(
                Map.of("a", "UNHEALTHY", "b", "HEALTHY"),
                map().getInstancesHealthStatus(request -> request.serviceId(service.id()))
                        .statusAsStrings());
        assertEquals(
                Map.of("nonce", nonce, "which", "b"),
                map().getInstance(request -> request.serviceId(service.id()).instanceId("b"))
                        .instance()
                        .attributes());
        assertEquals(
                2,
                map().listInstances(request -> request.serviceId(service.id()))
                        .instances()
                        .size());
        assertEquals(
                2,
                map().getService(request -> request.id(service.id())).service().instanceCount());
        assertThrows(ResourceInUseException.class, () -> map().deleteService(request -> request.id(service.id())));
        assertThrows(ResourceInUseException.class, () -> map().deleteNamespace(request -> request.id(namespace)));
        for (var one : List.of("a", "b")) {
            map().deregisterInstance(request -> request.serviceId(service.id()).instanceId(one));
        }
        assertThrows(
                InstanceNotFoundException.class,
                () -> map().deregisterInstance(
                                request -> request.serviceId(service.id()).instanceId("a")));
        map().deleteService(request -> request.id(service.id()));
        map().deleteNamespace(request -> request.id(namespace));
        assertThrows(NamespaceNotFoundException.class, () -> map().getNamespace(request -> request.id(namespace)));
    }

    private static List<String> discovered(String namespace, HealthStatusFilter health, Map<String, String> query) {
        return map()
                .discoverInstances(request -> request.namespaceName(namespace)
                        .serviceName("web")
                        .healthStatus(health)
                        .queryParameters(query))
                .instances()
                .stream()
                .map(one -> one.instanceId())
                .toList();
    }

    @Test
    void privateNamespacesAreOfAVpc() {
        var vpc = aws.ec2().describeVpcs().vpcs().getFirst().vpcId();
        var name = "n" + nonce.substring(0, 8) + ".local";
        var namespace = made(map().createPrivateDnsNamespace(request -> request.name(name)
                        .vpc(vpc)
                        .tags(Tag.builder().key("nonce").value(nonce).build()))
                .operationId());
        var described = map().getNamespace(request -> request.id(namespace)).namespace();
        assertEquals(name, described.name());
        assertEquals(15, described.properties().dnsProperties().soa().ttl());
        assertEquals(
                List.of(namespace),
                map()
                        .listNamespaces(request -> request.filters(NamespaceFilter.builder()
                                .name(NamespaceFilterName.NAME)
                                .values(name)
                                .build()))
                        .namespaces()
                        .stream()
                        .map(one -> one.id())
                        .toList());
        var failed = operation(
                map().createPrivateDnsNamespace(request -> request.name(name).vpc("vpc-0123"))
                        .operationId());
        assertEquals(OperationStatus.FAIL, failed.status());
        assertTrue(failed.errorMessage().contains("vpc-0123"), failed::toString);
        assertTrue(map().listOperations(request -> {}).operations().stream()
                .anyMatch(one -> one.id().equals(failed.id())));
        assertThrows(OperationNotFoundException.class, () -> map().getOperation(request -> request.operationId(nonce)));
        var service = map().createService(request -> request.name("db")
                        .namespaceId(namespace)
                        .dnsConfig(dns -> dns.dnsRecords(
                                DnsRecord.builder().type(RecordType.A).ttl(7L).build())))
                .service();
        assertEquals(7, service.dnsConfig().dnsRecords().getFirst().ttl());
        assertEquals("DNS_HTTP", service.typeAsString());
        refused(
                "Instances of a service with DNS records are tasks of ECS services here; to register others is not"
                        + " simulated.",
                () -> map().registerInstance(request -> request.serviceId(service.id())
                        .instanceId("x")
                        .attributes(Map.of("AWS_INSTANCE_IPV4", "10.0.0.1"))));
        refused(
                "Of DNS records only A is simulated, not SRV.",
                () -> map().createService(request -> request.name("srv")
                        .namespaceId(namespace)
                        .dnsConfig(dns -> dns.dnsRecords(
                                DnsRecord.builder().type(RecordType.SRV).ttl(7L).build()))));
        assertThrows(
                CustomHealthNotFoundException.class,
                () -> map().updateInstanceCustomHealthStatus(request ->
                        request.serviceId(service.id()).instanceId("x").status(CustomHealthStatus.HEALTHY)));
        var silent = map().createService(
                        request -> request.name("silent").namespaceId(namespace).type(ServiceTypeOption.HTTP))
                .service();
        assertEquals(
                2,
                map().listServices(request -> request.filters(ServiceFilter.builder()
                                .name(ServiceFilterName.NAMESPACE_ID)
                                .values(namespace)
                                .build()))
                        .services()
                        .size());
        map().tagResource(request -> request.resourceARN(silent.arn())
                .tags(Tag.builder().key("k").value(nonce).build()));
        assertEquals(nonce, tags(silent.arn()).getFirst().value());
        map().untagResource(request -> request.resourceARN(silent.arn()).tagKeys("k"));
        assertEquals(List.of(), tags(silent.arn()));
        assertEquals(nonce, tags(described.arn()).getFirst().value());
    }

    private static List<Tag> tags(String arn) {
        return map().listTagsForResource(request -> request.resourceARN(arn)).tags();
    }

    private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(
                message,
                assertThrows(InvalidInputException.class, call)
                        .awsErrorDetails()
                        .errorMessage());
    }
}
