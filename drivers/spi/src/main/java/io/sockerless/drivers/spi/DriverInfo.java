package io.sockerless.drivers.spi;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a driver is, for {@code docker info}, {@code docker version} and for messages.
 *
 * @param id the driver's name, for example {@code linux}
 * @param platforms such as {@code linux/amd64}, the preferred one first
 * @param features the fields of Docker's SystemInfo that only the driver knows (CgroupDriver, CgroupVersion, MemoryLimit,
 *     Runtimes, SecurityOptions, Driver, DriverStatus, KernelVersion, NCPU, MemTotal, Warnings …), with JSON-like values
 * @param components further parts with their versions, for example crun
 */
public record DriverInfo(
        String id,
        String version,
        List<String> platforms,
        Set<Capability> capabilities,
        Map<String, Object> features,
        Map<String, String> components) {
    public DriverInfo {
        platforms = List.copyOf(platforms);
        capabilities = Set.copyOf(capabilities);
        components = Map.copyOf(components);
    }
}
