package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CPU units (1024 are one processor) and MiB of memory of a task.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html">AWS</a>
 */
record FargateSize(int cpu, int memory) {
    private static final int GIB = 1024;

    /** Reads both as task definitions have them: 256 or ".25 vCPU", 512 or "0.5 GB". */
    static FargateSize parse(String cpu, String memory) {
        FargateSize size = new FargateSize(units(cpu, "vcpu"), units(memory, "gb"));
        if (!sizes(size.cpu).contains(size.memory)) {
            throw new AwsException(
                    "ClientException",
                    "No Fargate configuration exists for given values: " + size.cpu + " CPU, " + size.memory
                            + " memory. See the Amazon ECS documentation for the valid values.");
        }
        return size;
    }

    private static int units(String text, String unit) {
        String bare = text.strip().toLowerCase(java.util.Locale.ROOT);
        try {
            return bare.endsWith(unit)
                    ? (int) (Double.parseDouble(bare.substring(0, bare.length() - unit.length())) * GIB)
                    : Integer.parseInt(bare);
        } catch (NumberFormatException _) {
            throw new AwsException("ClientException", "Invalid setting for container. '" + text + "' is no size.");
        }
    }

    private static List<Integer> sizes(int cpu) {
        return switch (cpu) {
            case 256 -> List.of(512, GIB, 2 * GIB);
            case 512 -> gib(1, 4, 1);
            case 1024 -> gib(2, 8, 1);
            case 2048 -> gib(4, 16, 1);
            case 4096 -> gib(8, 30, 1);
            case 8192 -> gib(16, 60, 4);
            case 16384 -> gib(32, 120, 8);
            default -> List.of();
        };
    }

    private static List<Integer> gib(int from, int to, int step) {
        return IntStream.iterate(from, size -> size <= to, size -> size + step)
                .mapToObj(size -> size * GIB)
                .toList();
    }
}
