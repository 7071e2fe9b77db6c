package io.sockerless.simulators.aws.ec2;

import java.util.List;

/**
 * What the groups of an interface let through.
 *
 * @param open whether that is all that it may send, and all that the interfaces of others which there are in its VPC may send it
 */
public record PacketFilter(List<PacketRule> rules, boolean open) {
    public PacketFilter {
        rules = List.copyOf(rules);
    }
}
