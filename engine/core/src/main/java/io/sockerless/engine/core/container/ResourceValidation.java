package io.sockerless.engine.core.container;

import static io.sockerless.engine.core.container.ConfigValidation.require;

import io.sockerless.drivers.spi.DriverInfo;
import io.sockerless.engine.model.HostConfig;
import java.util.Optional;

/** The ranges of a container's resources. */
final class ResourceValidation {
    private static final long LEAST_MEMORY = 6L << 20;
    private static final long NANOS_PER_CPU = 1_000_000_000L;

    private ResourceValidation() {}

    /** @param update an update may leave the memory limit as it is and still change the swap limit */
    static void check(HostConfig host, DriverInfo driver, boolean update) {
        checkMemory(host, update);
        checkCpu(host, cpus(driver));
        checkSet(host.string("CpusetCpus"), "cpus", cpus(driver));
        checkSet(host.string("CpusetMems"), "mems", Integer.MAX_VALUE);
        long weight = host.integer("BlkioWeight");
        require(weight == 0 || (weight >= 10 && weight <= 1000), "Range of blkio weight is from 10 to 1000");
        require(
                host.integer("IOMaximumBandwidth") == 0 && host.integer("IOMaximumIOps") == 0,
                "invalid QoS settings: linux does not support Maximum IO Bandwidth or Maximum IO IOps");
    }

    private static int cpus(DriverInfo driver) {
        return driver.features().get("NCPU") instanceof Number n
                ? n.intValue()
                : Runtime.getRuntime().availableProcessors();
    }

    private static void checkMemory(HostConfig host, boolean update) {
        long memory = host.integer("Memory");
        long swap = host.integer("MemorySwap");
        long reservation = host.integer("MemoryReservation");
        long kernel = host.integer("KernelMemory");
        require(memory == 0 || memory >= LEAST_MEMORY, "Minimum memory limit allowed is 6MB");
        require(
                memory <= 0 || swap <= 0 || swap >= memory,
                "Minimum memoryswap limit should be larger than memory limit, see usage");
        require(
                memory != 0 || swap <= 0 || update,
                "You should always set the Memory limit when using Memoryswap limit, see usage");
        Optional<Long> swappiness = host.optionalInteger("MemorySwappiness");
        require(
                swappiness.isEmpty() || (swappiness.get() >= -1 && swappiness.get() <= 100),
                "Invalid value: " + swappiness.orElse(0L) + ", valid memory swappiness range is 0-100");
        require(reservation <= 0 || reservation >= LEAST_MEMORY, "Minimum memory reservation allowed is 6MB");
        require(
                memory <= 0 || reservation <= 0 || memory >= reservation,
                "Minimum memory limit can not be less than memory reservation limit, see usage");
        require(kernel <= 0 || kernel >= LEAST_MEMORY, "Minimum kernel memory limit allowed is 6MB");
    }

    private static void checkCpu(HostConfig host, int cpus) {
        long nano = host.integer("NanoCpus");
        long period = host.integer("CpuPeriod");
        long quota = host.integer("CpuQuota");
        require(nano <= 0 || period == 0, "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        require(nano <= 0 || quota == 0, "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        require(
                nano >= 0 && nano <= cpus * NANOS_PER_CPU,
                "Range of CPUs is from 0.01 to " + cpus + ".00, as there are only " + cpus + " CPUs available");
        require(
                period == 0 || (period >= 1000 && period <= 1_000_000),
                "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        require(quota <= 0 || quota >= 1000, "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        long realtimePeriod = host.integer("CpuRealtimePeriod");
        long realtimeRuntime = host.integer("CpuRealtimeRuntime");
        require(
                realtimePeriod == 0 || realtimeRuntime <= realtimePeriod,
                "cpu real-time runtime cannot be higher than cpu real-time period");
    }

    /** Kernel lists such as {@code 0-2,7}. */
    private static void checkSet(String list, String what, int available) {
        if (list.isEmpty()) {
            return;
        }
        for (String part : list.split(",", -1)) {
            int dash = part.indexOf('-');
            Optional<Integer> first = number(dash < 0 ? part : part.substring(0, dash));
            Optional<Integer> last = dash < 0 ? first : number(part.substring(dash + 1));
            require(
                    first.isPresent() && last.isPresent() && first.get() <= last.get(),
                    "Invalid value " + list + " for cpuset " + what + ": invalid format: " + part);
            require(
                    last.get() < available,
                    "Requested CPUs are not available - requested " + list + ", available: 0-" + (available - 1));
        }
    }

    private static Optional<Integer> number(String text) {
        boolean digits = !text.isEmpty() && text.length() < 9 && text.chars().allMatch(Character::isDigit);
        return digits ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
