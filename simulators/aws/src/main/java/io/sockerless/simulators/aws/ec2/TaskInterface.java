package io.sockerless.simulators.aws.ec2;

/**
 * The network interface of a task.
 *
 * @param network of the VPC, its name at the engine
 * @param range of the VPC, as in {@code 172.31.0.0/16}
 * @param gateway of that range
 */
public record TaskInterface(
        String id,
        String vpc,
        String subnet,
        String zone,
        String address,
        String network,
        String range,
        String gateway) {}
