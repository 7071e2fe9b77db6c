package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Networks of EC2 through Amazon's own client, each class at a simulator of its own: classes run at the same time. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class Ec2Scenario {
    SimulatorProcess simulator;
    String nonce;
    private AwsClients aws;
    private Path state;

    @BeforeAll
    void start(@TempDir Path place) throws IOException {
        state = place;
        simulator = SimulatorProcess.start(state, "unix:///nowhere/docker.sock");
        aws = simulator.clients();
    }

    /** Kills it as {@code kill -9} does, and starts it again. */
    final void restart() throws Exception {
        simulator.kill();
        aws.close();
        start(state);
    }

    @BeforeEach
    void make() {
        nonce = UUID.randomUUID().toString();
    }

    @AfterAll
    void stop() throws IOException {
        aws.close();
        simulator.close();
    }

    Ec2Client ec2() {
        return aws.ec2();
    }

    static void refused(String code, String message, Executable call) {
        var told = assertThrows(Ec2Exception.class, call);
        assertEquals(code, told.awsErrorDetails().errorCode(), told::toString);
        assertEquals(message, told.awsErrorDetails().errorMessage());
        assertFalse(told.requestId().isEmpty());
    }

    static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    static TagSpecification tags(ResourceType type, String key, String value) {
        return TagSpecification.builder()
                .resourceType(type)
                .tags(Tag.builder().key(key).value(value).build())
                .build();
    }

    final Vpc vpc(String cidr) {
        return ec2().createVpc(
                        request -> request.cidrBlock(cidr).tagSpecifications(tags(ResourceType.VPC, "nonce", nonce)))
                .vpc();
    }

    Subnet subnet(Vpc vpc, String cidr) {
        return ec2().createSubnet(request -> request.vpcId(vpc.vpcId()).cidrBlock(cidr))
                .subnet();
    }
}
