package io.sockerless.features.external.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.cucumber.java.Before;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import io.sockerless.features.docker.World;
import io.sockerless.features.docker.steps.CommandSteps;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Runs docker compose on one project for each scenario, {@code ${project}}. */
public final class ComposeSteps {
    private final World world;
    private final CommandSteps commands;

    public ComposeSteps(World world, CommandSteps commands) {
        this.world = world;
        this.commands = commands;
    }

    /** {@code ${compose}} is its command line, {@code ${sep}} stands between the parts of its names. */
    @Before(order = 1)
    public void use() {
        var subject = Subject.current();
        world.use(subject.daemon());
        world.save("program", subject.compose().program().toString());
        world.save("compose", "env COMPOSE_PROJECT_NAME=" + world.filled("${project} ${program}"));
        world.save("sep", subject.compose().separator());
    }

    @Given("the compose file")
    public void file(String content) throws IOException {
        file("compose.yaml", content);
    }

    @Given("the file {string}")
    public void file(String name, String content) throws IOException {
        Files.writeString(world.directory().resolve(name), world.filled(content) + "\n");
    }

    @When("I run compose {string}")
    public void run(String arguments) {
        commands.run("${compose} " + arguments);
    }

    /** As part of the setting: it must succeed. */
    @Given("compose {string}")
    public void must(String arguments) {
        commands.must("${compose} " + arguments);
    }

    @Given("I start compose {string}")
    public void start(String arguments) {
        commands.startLine("${compose} " + arguments);
    }

    @Then("the project has {int} running and {int} other containers, {int} network(s) and {int} volume(s)")
    public void has(int running, int others, int networks, int volumes) {
        int all = count("/containers/json?all=1&filters=", "");
        int live = count("/containers/json?filters=", "");
        var found = "%d running, %d others, %d networks, %d volumes"
                .formatted(live, all - live, count("/networks?filters=", ""), count("/volumes?filters=", "/Volumes"));
        assertEquals(
                "%d running, %d others, %d networks, %d volumes".formatted(running, others, networks, volumes),
                found,
                () -> world.ask(Request.of("GET", "/containers/json?all=1")).text());
    }

    @Then("nothing of the project is left")
    public void nothing() {
        has(0, 0, 0, 0);
    }

    private int count(String path, String pointer) {
        var filter = world.filled("{\"label\":[\"com.docker.compose.project=${project}\"]}");
        JsonNode found =
                Json.parse(world.ask(Request.of("GET", path + URLEncoder.encode(filter, StandardCharsets.UTF_8)))
                        .body());
        return found.at(pointer).size();
    }
}
