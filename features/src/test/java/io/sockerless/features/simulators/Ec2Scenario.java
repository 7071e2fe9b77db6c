package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

/** Networks of EC2 through Amazon's own client. */
abstract class Ec2Scenario {
    @TempDir
    static Path place;

    static SimulatorProcess simulator;
    private static AwsClients aws;

    final String nonce = UUID.randomUUID().toString();

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

    static Ec2Client ec2() {
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

    static Subnet subnet(Vpc vpc, String cidr) {
        return ec2().createSubnet(request -> request.vpcId(vpc.vpcId()).cidrBlock(cidr))
                .subnet();
    }
}
