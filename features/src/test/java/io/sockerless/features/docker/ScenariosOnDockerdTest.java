package io.sockerless.features.docker;

import static io.cucumber.junit.platform.engine.Constants.GLUE_PROPERTY_NAME;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Daemons;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.ExcludeTags;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectClasspathResource;
import org.junit.platform.suite.api.Suite;

/** The same scenarios on dockerd: they must describe Docker, not us. */
@Suite
@IncludeEngines("cucumber")
@SelectClasspathResource("docker")
@ExcludeTags("sockerless")
@ConfigurationParameter(
        key = GLUE_PROPERTY_NAME,
        value = "io.sockerless.features.docker.steps,io.sockerless.features.docker.on.dockerd")
class ScenariosOnDockerdTest {
    @BeforeSuite
    static void onlyWhenChosen() {
        Choice.require(DaemonKind.DOCKERD);
    }

    @AfterSuite
    static void end() {
        Daemons.close();
    }
}
