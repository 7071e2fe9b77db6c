package io.sockerless.features.docker.on.sockerless;

import io.cucumber.java.Before;
import io.cucumber.java.Scenario;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Daemons;
import io.sockerless.features.docker.World;

/** Glue that sends a scenario to us. */
public final class OnSockerless {
    private final World world;

    public OnSockerless(World world) {
        this.world = world;
    }

    @Before(order = 1)
    public void use(Scenario scenario) {
        world.use(Daemons.shared(
                DaemonKind.SOCKERLESS, scenario.getSourceTagNames().contains("@isolated")));
    }
}
