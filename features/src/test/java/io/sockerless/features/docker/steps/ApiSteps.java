package io.sockerless.features.docker.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.cucumber.java.ParameterType;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.docker.World;
import io.sockerless.features.http.Frames;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Plain requests of the Docker API, without a client library that could mend or hide anything. */
public final class ApiSteps {
    private final World world;
    private Reply reply;

    public ApiSteps(World world) {
        this.world = world;
    }

    @ParameterType("GET|HEAD|POST|PUT|DELETE|PATCH")
    public String method(String name) {
        return name;
    }

    @When("I {method} {string}")
    public void ask(String method, String path) {
        reply = world.ask(Request.of(method, world.filled(path)));
    }

    @When("I {method} {string} with the JSON")
    public void askWithJson(String method, String path, String json) {
        reply = world.ask(Request.of(method, world.filled(path)).json(world.filled(json)));
    }

    @When("I {method} {string} with the JSON {string}")
    public void askWithShortJson(String method, String path, String json) {
        askWithJson(method, path, json);
    }

    @Given("a container {string} with the JSON")
    public void container(String name, String json) {
        askWithJson("POST", "/containers/create?name=" + name, json);
        assertEquals(201, reply.status(), reply::text);
    }

    /** A tar with one file. */
    @When("I {method} {string} with a tar of {string} holding {string}")
    public void askWithTar(String method, String path, String file, String content) {
        reply = world.ask(Request.of(method, world.filled(path))
                .header("Content-Type", "application/x-tar")
                .body(StandInImage.files(Map.of(world.filled(file), world.literal(content)))));
    }

    @Then("the status is {int}")
    public void status(int status) {
        assertEquals(status, reply.status(), reply::text);
    }

    @Then("the message is {string}")
    public void message(String text) {
        var body = Json.tryParse(reply.body()).orElseThrow(() -> new AssertionError("no JSON: " + reply.text()));
        assertEquals(world.filled(text), body.path("message").asText());
        assertEquals(1, body.size(), reply::text);
    }

    @Then("the answer is {string}")
    public void answer(String text) {
        assertEquals(world.literal(text), reply.text());
    }

    @Then("the answer's header {word} is {string}")
    public void header(String name, String value) {
        assertEquals(world.filled(value), reply.header(name).orElse(""));
    }

    @Then("the answer's header {word} matches {string}")
    public void headerMatches(String name, String expression) {
        var value = reply.header(name).orElse("");
        assertTrue(value.matches(expression), () -> name + ": " + value);
    }

    /** A JSON pointer and a JSON value. */
    @Then("the answer has {string} = {string}")
    public void value(String pointer, String json) {
        var wanted = Json.parse(world.filled(json).getBytes(StandardCharsets.UTF_8));
        assertEquals(wanted, at(pointer), reply::text);
    }

    @Then("the answer has")
    public void values(Map<String, String> table) {
        table.forEach(this::value);
    }

    @Then("the answer's {string} matches {string}")
    public void valueMatches(String pointer, String expression) {
        var value = at(pointer).asText();
        assertTrue(value.matches(world.filled(expression)), () -> pointer + ": " + value);
    }

    @Then("the answer has {int} elements")
    public void elements(int count) {
        assertEquals(count, Json.parse(reply.body()).size(), reply::text);
    }

    @Then("the frames are {string} on stdout and {string} on stderr")
    public void frames(String stdout, String stderr) {
        var frames = Frames.of(reply.body());
        assertEquals(world.literal(stdout), new String(frames.stdout(), StandardCharsets.UTF_8));
        assertEquals(world.literal(stderr), new String(frames.stderr(), StandardCharsets.UTF_8));
        assertEquals(0, frames.rest().length, "a frame was cut");
    }

    @When("I save the answer's {string} as {word}")
    public void save(String pointer, String word) {
        assertNotEquals("", at(pointer).asText(), reply::text);
        world.save(word, at(pointer).asText());
    }

    private JsonNode at(String pointer) {
        var node = Json.parse(reply.body()).at(world.filled(pointer));
        if (node.isMissingNode()) {
            throw new AssertionError("nothing at " + pointer + ": " + reply.text());
        }
        return node;
    }
}
