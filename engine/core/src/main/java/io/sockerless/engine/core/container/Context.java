package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.drivers.spi.FindsContainers;
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

    /** Its description is not what it was, which goes with a run where somebody else may need it. */
    void described(ContainerLife life) {
        if (driver instanceof FindsContainers finder && life.container().state().alive()) {
            finder.described(life.id(), life.container().name());
        }
    }
}
