package io.sockerless.features.docker;

import static io.cucumber.junit.platform.engine.Constants.GLUE_PROPERTY_NAME;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Daemons;
import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;
import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.SelectClasspathResource;
import org.junit.platform.suite.api.Suite;

/** All scenarios, on our daemon. */
@Suite
@IncludeEngines("cucumber")
@SelectClasspathResource("docker")
@ConfigurationParameter(
        key = GLUE_PROPERTY_NAME,
        value = "io.sockerless.features.docker.steps,io.sockerless.features.docker.on.sockerless")
class ScenariosOnSockerlessTest {
    @BeforeSuite
    static void onlyWhenChosen() {
        Choice.require(DaemonKind.SOCKERLESS);
    }

    @AfterSuite
    static void end() {
        Daemons.close();
    }
}
