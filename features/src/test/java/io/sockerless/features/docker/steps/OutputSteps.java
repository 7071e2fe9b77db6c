package io.sockerless.features.docker.steps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import io.sockerless.features.docker.World;
import java.util.regex.Pattern;

/** What the command run last gave back. Texts have escapes ({@code \n}); “is” compares every byte. */
public final class OutputSteps {
    private final World world;
    private final Commands commands;

    public OutputSteps(World world, Commands commands) {
        this.world = world;
        this.commands = commands;
    }

    @Then("it exits with {int}")
    public void exits(int code) {
        assertEquals(code, commands.last().exit(), () -> commands.last().toString());
    }

    @Then("it succeeds")
    public void succeeds() {
        exits(0);
    }

    @Then("it fails")
    public void fails() {
        assertNotEquals(0, commands.last().exit(), () -> commands.last().toString());
    }

    @Then("stdout is {string}")
    public void stdoutIs(String text) {
        commands.last().exit();
        assertEquals(
                world.literal(text),
                commands.last().out(),
                () -> commands.last().toString());
    }

    /** The text and a newline. */
    @Then("stdout is")
    public void stdoutIsLong(String text) {
        commands.last().exit();
        assertEquals(
                world.filled(text) + "\n",
                commands.last().out(),
                () -> commands.last().toString());
    }

    @Then("stdout is empty")
    public void stdoutIsEmpty() {
        stdoutIs("");
    }

    @Then("stdout is the input")
    public void stdoutIsTheInput() {
        commands.last().exit();
        assertArrayEquals(commands.sent(), commands.last().stdout());
    }

    @Then("stdout contains {string}")
    public void stdoutContains(String text) {
        commands.last().exit();
        var wanted = world.literal(text);
        assertTrue(commands.last().out().contains(wanted), () -> "no “" + wanted + "”: " + commands.last());
    }

    @Then("stdout does not contain {string}")
    public void stdoutLacks(String text) {
        commands.last().exit();
        var unwanted = world.literal(text);
        assertFalse(commands.last().out().contains(unwanted), () -> "“" + unwanted + "”: " + commands.last());
    }

    /** The whole of it, without the last newline, matches the regular expression. */
    @Then("stdout matches {string}")
    public void stdoutMatches(String expression) {
        commands.last().exit();
        var pattern = Pattern.compile(world.filled(expression), Pattern.DOTALL);
        assertTrue(
                pattern.matcher(commands.last().out().stripTrailing()).matches(),
                () -> "not /" + pattern + "/: " + commands.last());
    }

    @Then("stdout has {int} line(s)")
    public void stdoutHasLines(int count) {
        commands.last().exit();
        assertEquals(
                count,
                commands.last().out().lines().count(),
                () -> commands.last().toString());
    }

    @Then("stderr is {string}")
    public void stderrIs(String text) {
        commands.last().exit();
        assertEquals(
                world.literal(text),
                commands.last().err(),
                () -> commands.last().toString());
    }

    @Then("stderr contains {string}")
    public void stderrContains(String text) {
        commands.last().exit();
        var wanted = world.literal(text);
        assertTrue(commands.last().err().contains(wanted), () -> "no “" + wanted + "”: " + commands.last());
    }

    @When("I save stdout as {word}")
    public void save(String word) {
        assertEquals(0, commands.last().exit(), () -> commands.last().toString());
        world.save(word, commands.last().out().strip());
    }
}
