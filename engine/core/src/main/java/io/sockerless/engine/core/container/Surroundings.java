package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Driver;
import io.sockerless.engine.core.Events;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Everything that containers need of others. */
public record Surroundings(
        Driver driver,
        ImageSource images,
        VolumeSource volumes,
        NetworkSource networks,
        ExecLedger execs,
        Events events,
        Clock clock,
        RandomGenerator random) {}
