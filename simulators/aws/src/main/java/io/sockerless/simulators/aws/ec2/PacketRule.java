package io.sockerless.simulators.aws.ec2;

import java.util.List;

/**
 * Packets that an interface's groups let through, beside those that answer others. The guard is told of it by these names.
 *
 * @param egress whether they leave
 * @param protocol its number; -1 for all
 * @param from first port of the destination, or type of ICMP; -1 for all
 * @param to last port, or code of ICMP; -1 for all
 * @param range of the other side, as in {@code 10.0.0.0/8}; empty for {@code others}
 * @param others addresses of the other side
 */
public record PacketRule(boolean egress, int protocol, int from, int to, String range, List<String> others) {
    public PacketRule {
        others = List.copyOf(others);
    }

    /** Whatever leaves for an address. */
    public static PacketRule to(String address) {
        return new PacketRule(true, -1, -1, -1, "", List.of(address));
    }
}
