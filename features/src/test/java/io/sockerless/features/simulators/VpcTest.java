package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ecs.model.InvalidParameterException;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.ServiceRegistry;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.servicediscovery.model.DnsRecord;
import software.amazon.awssdk.services.servicediscovery.model.OperationTargetType;
import software.amazon.awssdk.services.servicediscovery.model.RecordType;

/** Tasks in VPCs: their interfaces, their addresses, and who is reached by whom. */
@Tag("external")
class VpcTest extends EcsScenario {
    private static final String SERVE =
            "mkdir /www; echo $0 > /www/word; httpd -p 8080 -h /www; trap 'exit 0' TERM; sleep 1000 & wait";

    private Task run(String definition, String subnet, String... groups) {
        return world.run(
                definition,
                request -> request.networkConfiguration(net ->
                        net.awsvpcConfiguration(vpc -> vpc.subnets(subnet).securityGroups(groups))));
    }

    private List<NetworkInterface> interfaces(String filter, String value) {
        return aws.ec2()
                .describeNetworkInterfaces(request -> request.filters(
                        Filter.builder().name(filter).values(value).build()))
                .networkInterfaces();
    }

    private static String detail(Task task, String name) {
        return task.attachments().getFirst().details().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void aTaskHasAnInterfaceInItsSubnet() throws Exception {
        var vpc = aws.ec2()
                .createVpc(request -> request.cidrBlock("10.77.0.0/16"))
                .vpc()
                .vpcId();
        var subnet = aws.ec2()
                .createSubnet(
                        request -> request.vpcId(vpc).cidrBlock("10.77.5.0/24").availabilityZone("eu-central-1b"))
                .subnet()
                .subnetId();
        var unknown = assertThrows(
                InvalidParameterException.class,
                () -> run(
                        world.register(
                                "u-" + nonce, world.script("main", "true").build()),
                        "subnet-1"));
        assertEquals(
                "Error retrieving subnet information for [subnet-1]: The subnet ID 'subnet-1' does not exist (ErrorCode:"
                        + " InvalidSubnetID.NotFound)",
                unknown.awsErrorDetails().errorMessage());
        var definition = world.register(
                "w-" + nonce,
                world.script("main", "hostname -i; ip addr show eth0; trap 'exit " + code + "' TERM; sleep 1000 & wait")
                        .build());
        var missing = assertThrows(InvalidParameterException.class, () -> run(definition, subnet, "sg-0123"));
        assertEquals(
                "Error retrieving security group information for [sg-0123]: The security group 'sg-0123' does not exist"
                        + " (ErrorCode: InvalidGroup.NotFound)",
                missing.awsErrorDetails().errorMessage());
        var task = world.running(run(definition, subnet));
        assertEquals("eu-central-1b", task.availabilityZone());
        var nic = interfaces("subnet-id", subnet).getFirst();
        assertEquals(nic.networkInterfaceId(), detail(task, "networkInterfaceId"));
        assertEquals(nic.privateIpAddress(), detail(task, "privateIPv4Address"));
        assertEquals(nic.macAddress(), detail(task, "macAddress"));
        assertEquals(nic.privateDnsName(), detail(task, "privateDnsName"));
        assertTrue(nic.privateIpAddress().startsWith("10.77.5."), nic::toString);
        assertEquals("in-use", nic.statusAsString());
        var used = assertThrows(
                Ec2Exception.class,
                () -> aws.ec2()
                        .deleteNetworkInterface(request -> request.networkInterfaceId(nic.networkInterfaceId())));
        assertEquals(
                "Network interface '" + nic.networkInterfaceId() + "' is currently in use.",
                used.awsErrorDetails().errorMessage());
        // A successor finds the interface, and removes it with the task.
        restart();
        assertEquals(nic, interfaces("subnet-id", subnet).getFirst());
        aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(task.taskArn()));
        assertEquals(code, world.stopped(task).containers().getFirst().exitCode());
        assertTrue(
                world.logged("").stream().anyMatch(line -> line.contains(nic.privateIpAddress() + "/16")),
                () -> world.logged("").toString());
        while (!interfaces("vpc-id", vpc).isEmpty()) {
            pause();
        }
        aws.ec2().deleteSubnet(request -> request.subnetId(subnet));
        aws.ec2().deleteVpc(request -> request.vpcId(vpc));
        // Another one has the same addresses at once.
        var again = world.running(run(definition, net("10.77").subnet()));
        var address = detail(again, "privateIPv4Address");
        assertTrue(address.startsWith("10.77.1."), address);
        aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(again.taskArn()));
        assertEquals(code, world.stopped(again).containers().getFirst().exitCode());
        assertTrue(
                world.logged("").stream().anyMatch(line -> line.contains(address + "/16")),
                () -> world.logged("").toString());
    }

    /** A VPC with one subnet. */
    private record Net(String vpc, String subnet) {}

    private Net net(String range) {
        var vpc = aws.ec2()
                .createVpc(request -> request.cidrBlock(range + ".0.0/16"))
                .vpc()
                .vpcId();
        var subnet = aws.ec2()
                .createSubnet(request -> request.vpcId(vpc).cidrBlock(range + ".1.0/24"))
                .subnet()
                .subnetId();
        return new Net(vpc, subnet);
    }

    /** What a task that asks for a page came to. */
    private Task asking(Net net, String url, String... groups) {
        var definition = world.register(
                "ask-" + UUID.randomUUID(),
                world.script("main", "for i in 1 2 3; do timeout 2 wget -qO- " + url + " && exit; done; exit 7")
                        .build());
        return world.stopped(run(definition, net.subnet(), groups));
    }

    @Test
    void tasksOfAServiceAreFoundByName() {
        var home = net("10.81");
        var other = net("10.82");
        var domain = "d" + nonce.substring(0, 8) + ".local";
        var namespace = aws.discovery()
                .getOperation(request -> request.operationId(aws.discovery()
                        .createPrivateDnsNamespace(make -> make.name(domain).vpc(home.vpc()))
                        .operationId()))
                .operation()
                .targets()
                .get(OperationTargetType.NAMESPACE);
        var registry = aws.discovery()
                .createService(request -> request.name("words")
                        .namespaceId(namespace)
                        .dnsConfig(dns -> dns.dnsRecords(
                                DnsRecord.builder().type(RecordType.A).ttl(5L).build())))
                .service();
        var definition = world.register(
                "serve-" + nonce,
                world.script("main", SERVE.replace("$0", nonce)).stopTimeout(2).build());
        aws.ecs()
                .createService(request -> request.cluster(world.cluster())
                        .serviceName("words")
                        .taskDefinition(definition)
                        .desiredCount(2)
                        .launchType(LaunchType.FARGATE)
                        .serviceRegistries(ServiceRegistry.builder()
                                .registryArn(registry.arn())
                                .build())
                        .networkConfiguration(net -> net.awsvpcConfiguration(vpc -> vpc.subnets(home.subnet()))));
        try (var waiter = world.waiter()) {
            waiter.waitUntilServicesStable(
                    request -> request.cluster(world.cluster()).services("words"));
        }
        var found = aws.discovery()
                .discoverInstances(request -> request.namespaceName(domain).serviceName("words"))
                .instances();
        assertEquals(
                interfaces("vpc-id", home.vpc()).stream()
                        .map(NetworkInterface::privateIpAddress)
                        .collect(Collectors.toSet()),
                found.stream()
                        .map(one -> one.attributes().get("AWS_INSTANCE_IPV4"))
                        .collect(Collectors.toSet()));
        var url = "http://words." + domain + ":8080/word";
        assertEquals(
                0,
                asking(home, url).containers().getFirst().exitCode(),
                () -> world.logged("").toString());
        assertEquals(
                List.of(nonce),
                world.logged("it").stream().filter(nonce::equals).toList());
        // Neither the name nor the address is anything in another VPC.
        assertEquals(7, asking(other, url).containers().getFirst().exitCode());
        var address = found.getFirst().attributes().get("AWS_INSTANCE_IPV4");
        assertEquals(
                0,
                asking(home, "http://" + address + ":8080/word")
                        .containers()
                        .getFirst()
                        .exitCode());
        assertEquals(
                7,
                asking(other, "http://" + address + ":8080/word")
                        .containers()
                        .getFirst()
                        .exitCode());
        aws.ecs()
                .deleteService(request ->
                        request.cluster(world.cluster()).service("words").force(true));
        try (var waiter = world.waiter()) {
            waiter.waitUntilServicesInactive(
                    request -> request.cluster(world.cluster()).services("words"));
        }
        assertEquals(
                List.of(),
                aws.discovery()
                        .listInstances(request -> request.serviceId(registry.id()))
                        .instances());
        assertEquals(7, asking(home, url).containers().getFirst().exitCode());
    }
}
