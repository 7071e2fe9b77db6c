package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose capacity tasks use, as a launch type or by a strategy of capacity providers.
 *
 * @param items of the strategy; without one it is the launch type FARGATE
 */
record Capacity(List<Item> items) {
    private static final List<String> PROVIDERS = List.of("FARGATE", "FARGATE_SPOT");

    /** @param base how many tasks come first, @param weight the part of the others */
    private record Item(String provider, int base, int weight) {}

    /** Without machines of one's own nothing else has room. */
    static Capacity of(Input input) {
        List<Item> items = input.objects("capacityProviderStrategy").stream()
                .map(Capacity::item)
                .toList();
        if (input.has("launchType") && !items.isEmpty()) {
            throw new AwsException(
                    "InvalidParameterException",
                    "Specifying both a launch type and capacity provider strategy is not"
                            + " supported. Remove one and try again.");
        }
        if (items.isEmpty() && !input.text("launchType").equals("FARGATE")) {
            throw new AwsException("InvalidParameterException", "No Container Instances were found in your cluster.");
        }
        Set<String> names = new HashSet<>();
        if (!items.stream().allMatch(item -> names.add(item.provider()))
                || items.stream().filter(item -> item.base() > 0).count() > 1) {
            throw new AwsException(
                    "InvalidParameterException",
                    "A capacity provider strategy names each capacity provider once, and one of them can have a base.");
        }
        if (!items.isEmpty() && items.stream().noneMatch(item -> item.weight() > 0)) {
            throw new AwsException(
                    "InvalidParameterException",
                    "At least one capacity provider of the strategy must have a weight greater than zero.");
        }
        return new Capacity(items);
    }

    private static Item item(Input input) {
        Fields.refuseOthers(input, "capacityProvider", "base", "weight");
        String provider = input.required("capacityProvider");
        if (!PROVIDERS.contains(provider)) {
            throw new AwsException("InvalidParameterException", "The specified capacity provider was not found.");
        }
        // A single provider needs no weight to get everything.
        return new Item(provider, input.number("base", 0, 100_000, 0), input.number("weight", 0, 1000, 1));
    }

    /**
     * The provider of the next task; empty for the launch type.
     *
     * @param counts of the tasks that each has
     */
    String next(Map<String, Integer> counts) {
        return items.stream()
                .filter(item -> counts.getOrDefault(item.provider(), 0) < item.base())
                .findFirst()
                .or(() -> items.stream()
                        .filter(item -> item.weight() > 0)
                        .min(Comparator.comparingDouble(
                                item -> (counts.getOrDefault(item.provider(), 0) - item.base() + 1.0) / item.weight())))
                .map(Item::provider)
                .orElse("");
    }
}
