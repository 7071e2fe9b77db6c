package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ecs.model.Task;

/** Tasks reach of each other what their security groups let through, and nothing else. */
@Tag("external")
class SecurityGroupsTest extends EcsScenario {
    private static final String SERVE =
            "mkdir /www; echo %s > /www/word; httpd -p 8080 -h /www; httpd -p 8081 -h /www; trap 'exit 0' TERM; sleep 1000 &"
                    + " wait";

    private String group(String name) {
        return aws.ec2()
                .createSecurityGroup(
                        request -> request.groupName(name + "-" + nonce).description("of a test"))
                .groupId();
    }

    private static IpPermission tcp(int port, String source) {
        var permission = IpPermission.builder().ipProtocol("tcp").fromPort(port).toPort(port);
        return source.startsWith("sg-")
                ? permission
                        .userIdGroupPairs(
                                UserIdGroupPair.builder().groupId(source).build())
                        .build()
                : permission.ipRanges(IpRange.builder().cidrIp(source).build()).build();
    }

    private void allow(String group, IpPermission what) {
        aws.ec2()
                .authorizeSecurityGroupIngress(request -> request.groupId(group).ipPermissions(what));
    }

    private Task running(String definition, String... groups) {
        var task = world.run(
                definition,
                request -> request.networkConfiguration(net ->
                        net.awsvpcConfiguration(vpc -> vpc.subnets(aws.subnet()).securityGroups(groups))));
        return world.running(task);
    }

    private static String address(Task task) {
        return container(task, "main").networkInterfaces().getFirst().privateIpv4Address();
    }

    /** Whether a program in the task's container gets the word that is served there. */
    private boolean reaches(Task task, String address, int port) {
        var ask = "timeout 2 wget -qO- http://" + address + ":" + port + "/word";
        var made = daemon.ask(
                Request.of("POST", "/containers/" + container(task, "main").runtimeId() + "/exec")
                        .json("{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[\"sh\",\"-c\",\"" + ask + "\"]}"));
        assertEquals(201, made.status(), made::text);
        var id = Json.parse(made.body()).path("Id").asText();
        var said = daemon.ask(Request.of("POST", "/exec/" + id + "/start").json("{}"))
                .text();
        var exit = Json.parse(
                        daemon.ask(Request.of("GET", "/exec/" + id + "/json")).body())
                .path("ExitCode")
                .asInt();
        assertEquals(said.contains(nonce), exit == 0, said);
        return exit == 0;
    }

    private List<Boolean> reached(Task task, String address) {
        return List.of(reaches(task, address, 8080), reaches(task, address, 8081));
    }

    @Test
    void tasksReachWhatTheirGroupsLetThrough() throws Exception {
        var web = group("web");
        var data = group("data");
        allow(data, tcp(8080, web));
        var serve = world.register(
                "serve-" + nonce,
                world.script("main", SERVE.formatted(nonce)).stopTimeout(2).build());
        var server = running(serve, data);
        var at = address(server);
        var client = running(serve, web);
        var stranger = running(serve);
        var neighbour = running(serve);
        assertEquals(List.of(true, false), reached(client, at));
        assertEquals(List.of(true, true), reached(server, at));
        assertTrue(!reaches(stranger, at, 8080));
        // The default group lets in what comes from itself, and nothing else.
        assertTrue(reaches(stranger, address(neighbour), 8080));
        assertTrue(!reaches(client, address(neighbour), 8080));
        aws.ec2().revokeSecurityGroupIngress(request -> request.groupId(data).ipPermissions(tcp(8080, web)));
        allow(data, tcp(8081, address(client) + "/32"));
        assertEquals(List.of(false, true), reached(client, at));
        simulator.kill();
        assertEquals(List.of(false, true), reached(client, at));
        restart();
        allow(data, tcp(8080, web));
        assertEquals(List.of(true, true), reached(client, at));
        // Who comes into a group is let in, and who leaves it is not.
        var late = running(serve, web);
        assertEquals(List.of(true, false), reached(late, at));
        var nic = aws.ec2()
                .describeNetworkInterfaces(request -> request.filters(Filter.builder()
                        .name("private-ip-address")
                        .values(address(late))
                        .build()))
                .networkInterfaces()
                .getFirst();
        aws.ec2()
                .modifyNetworkInterfaceAttribute(request ->
                        request.networkInterfaceId(nic.networkInterfaceId()).groups(data));
        assertTrue(!reaches(late, at, 8080));
        // Nothing leaves any more.
        var all = IpPermission.builder()
                .ipProtocol("-1")
                .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                .build();
        aws.ec2().revokeSecurityGroupEgress(request -> request.groupId(web).ipPermissions(all));
        assertTrue(!reaches(client, at, 8081));
        assertTrue(reaches(client, "127.0.0.1", 8081));
        for (var task : List.of(server, client, stranger, neighbour, late)) {
            aws.ecs().stopTask(request -> request.cluster(world.cluster()).task(task.taskArn()));
        }
        assertEquals(0, container(world.stopped(client), "main").exitCode());
        assertGone(client);
    }
}
