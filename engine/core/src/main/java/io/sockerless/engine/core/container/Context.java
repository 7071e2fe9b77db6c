package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Driver;
import java.time.Clock;

/** What all lives share. */
record Context(
        Driver driver,
        ContainerRows rows,
        TaskSpecs specs,
        ContainerIndex index,
        ContainerEvents events,
        VolumeSource volumes,
        ExecLedger execs,
        Clock clock) {
    static Context of(Surroundings around, ContainerRows rows, ContainerIndex index) {
        return new Context(
                around.driver(),
                rows,
                new TaskSpecs(around.images(), around.networks(), index),
                index,
                new ContainerEvents(around.events(), around.clock()),
                around.volumes(),
                around.execs(),
                around.clock());
    }
}
