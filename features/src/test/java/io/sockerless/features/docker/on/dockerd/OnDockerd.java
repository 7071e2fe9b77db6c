package io.sockerless.features.docker.on.dockerd;

import io.cucumber.java.Before;
import io.cucumber.java.Scenario;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Daemons;
import io.sockerless.features.docker.World;

/** Glue that sends a scenario to dockerd. */
public final class OnDockerd {
    private final World world;

    public OnDockerd(World world) {
        this.world = world;
    }

    @Before(order = 1)
    public void use(Scenario scenario) {
        world.use(
                Daemons.shared(DaemonKind.DOCKERD, scenario.getSourceTagNames().contains("@isolated")));
    }
}
