package io.sockerless.drivers.contract;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The driver that a suite is about. Implemented by the driver's tests, with a constructor without parameters. */
public interface DriverSubject {
    /**
     * Opens a driver.
     *
     * @param place names the driver's state: a later driver opened with the same place is its successor
     */
    Driver open(String place);

    /**
     * Whatever exists on this machine because of the place, for a message; empty when nothing has leaked.
     *
     * @param containerIds every container that there ever was
     */
    List<String> leftovers(String place, Set<String> containerIds);

    /** Removes what a driver shares between its containers, for example their network, before it is closed for good. */
    void uninstall(Driver driver);

    /** Whether an exec's terminal gets its size with the process's start, not only when the exec has been started. */
    default boolean sizesExecsBeforeTheyRun() {
        return true;
    }

    /** The specification, with an image that the driver can run in the place of Linux's busybox. */
    default TaskSpec fit(TaskSpec spec) {
        return spec;
    }

    /** Tests, by the names of their methods, that ask for what the driver cannot do by its nature, and why. */
    default Map<String, String> exceptions() {
        return Map.of();
    }

    /** Removes the place. */
    void remove(String place);
}
