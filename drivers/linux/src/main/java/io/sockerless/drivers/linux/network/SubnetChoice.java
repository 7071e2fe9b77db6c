package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import java.util.Collection;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Docker's default address pools: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/16 in parts of /20. */
final class SubnetChoice {
    private SubnetChoice() {}

    /** The first one that overlaps none of those in use. */
    static Subnet firstFree(Collection<Subnet> used) {
        return Stream.concat(
                        IntStream.rangeClosed(17, 31).mapToObj(n -> Subnet.parse("172." + n + ".0.0/16")),
                        IntStream.range(0, 16).mapToObj(n -> Subnet.parse("192.168." + n * 16 + ".0/20")))
                .filter(candidate -> used.stream().noneMatch(candidate::overlaps))
                .findFirst()
                .orElseThrow(() -> EngineException.conflict("could not find an available, non-overlapping IPv4 address"
                        + " pool among the defaults to assign to the network"));
    }
}
