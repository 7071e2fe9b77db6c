package io.sockerless.features.docker.steps;

import io.cucumber.java.en.When;
import io.sockerless.features.docker.World;

/** The life of the daemon itself. Scenarios with these steps have one of their own ({@code @isolated}). */
public final class DaemonSteps {
    private final World world;

    public DaemonSteps(World world) {
        this.world = world;
    }

    @When("the daemon is killed")
    public void kill() {
        world.target().kill();
    }

    @When("the daemon starts again")
    public void launch() {
        world.target().launch();
    }

    @When("the daemon is killed and starts again")
    public void killAndLaunch() {
        kill();
        launch();
    }

    @When("the daemon is stopped and starts again")
    public void stopAndLaunch() {
        world.target().stop();
        launch();
    }
}
