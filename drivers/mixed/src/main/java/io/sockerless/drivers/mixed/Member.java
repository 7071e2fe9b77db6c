package io.sockerless.drivers.mixed;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.HasLogs;
import io.sockerless.drivers.spi.HasNetworks;
import io.sockerless.drivers.spi.HasVolumes;

/**
 * A further driver beside this machine's own, with the abilities that containers of the engine count on.
 *
 * @param name by which a container asks for it
 * @param id the driver's, for messages: it is not asked, for it may be out of reach
 * @param place for people: where it runs containers
 */
public record Member(
        String name,
        String id,
        String place,
        Driver driver,
        HasFiles files,
        HasLogs logs,
        HasVolumes volumes,
        HasNetworks networks) {
    public static <D extends Driver & HasFiles & HasLogs & HasVolumes & HasNetworks> Member of(
            String name, String id, String place, D driver) {
        return new Member(name, id, place, driver, driver, driver, driver, driver);
    }
}
