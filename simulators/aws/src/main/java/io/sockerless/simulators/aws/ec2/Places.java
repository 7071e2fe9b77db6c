package io.sockerless.simulators.aws.ec2;

import java.util.List;
import java.util.stream.IntStream;

/** Regions, and their zones: three each, where Amazon has two to six. */
final class Places {
    static final List<String> REGIONS = List.of(
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2");

    private static final int ZONES = 3;

    /** @param id the same for all accounts */
    record Zone(String name, String id) {}

    private Places() {}

    static List<Zone> zones(String region) {
        return IntStream.range(0, ZONES)
                .mapToObj(index -> new Zone(region + (char) ('a' + index), brief(region) + "-az" + (index + 1)))
                .toList();
    }

    /** As in {@code euc1}. */
    private static String brief(String region) {
        return region.replace("northeast", "ne")
                .replace("southeast", "se")
                .replace("central", "c")
                .replace("north", "n")
                .replace("south", "s")
                .replace("east", "e")
                .replace("west", "w")
                .replace("-", "");
    }
}
