package io.sockerless.drivers.spi;

/**
 * What a driver can do beyond running a process to its end. Declared in {@link DriverInfo} and expressed as an interface
 * that the driver or its tasks implement; the contract suite checks that both agree with what is observed.
 */
public enum Capability {
    EXEC,
    PAUSE,
    RESIZE,
    UPDATE,
    FILES,
    STATS,
    TOP,
    LOGS,
    IMAGES,
    VOLUMES,
    NETWORKS,
    PUBLISH_PORTS
}
