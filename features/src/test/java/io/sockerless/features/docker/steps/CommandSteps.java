package io.sockerless.features.docker.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import io.sockerless.features.docker.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Runs unmodified command line clients, above all {@code docker}. */
public final class CommandSteps {
    private final World world;
    private final Commands commands;

    public CommandSteps(World world, Commands commands) {
        this.world = world;
        this.commands = commands;
    }

    /** Runs it to its end; a step that needs it to succeed says so. */
    @When("I run docker {string}")
    public void runDocker(String arguments) {
        run("docker " + arguments);
    }

    @When("I run docker")
    public void runDockerLong(String arguments) {
        run("docker " + arguments);
    }

    /** As part of the setting: it must succeed. */
    @Given("docker {string}")
    public void dockerMust(String arguments) {
        must("docker " + arguments);
    }

    /** Runs a line of shell that must succeed. */
    public void must(String line) {
        run(line);
        assertEquals(0, commands.last().exit(), () -> commands.last().toString());
    }

    @Given("docker")
    public void dockerMustLong(String arguments) {
        dockerMust(arguments);
    }

    /** A line of shell on the target's machine: the host as its users see it. */
    @When("I run {string}")
    public void run(String line) {
        var command = commands.now(Command.start(world, world.filled(line)));
        command.endInput();
        command.exit();
    }

    @When("I run")
    public void runLong(String line) {
        run(line);
    }

    @When("I run docker {string} with input {string}")
    public void runWithInput(String arguments, String input) {
        feed(arguments, world.literal(input).getBytes(StandardCharsets.UTF_8));
    }

    @When("I run docker {string} with the input")
    public void runWithLongInput(String arguments, String input) {
        feed(arguments, (world.filled(input) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @When("I run docker {string} with {int} KiB of random bytes as input")
    public void runWithRandomInput(String arguments, int kibibytes) {
        var bytes = new byte[kibibytes * 1024];
        ThreadLocalRandom.current().nextBytes(bytes);
        feed(arguments, bytes);
    }

    private void feed(String arguments, byte[] input) {
        commands.sent(input);
        var command = commands.now(Command.start(world, world.filled("docker " + arguments)));
        command.feed(input);
        command.exit();
    }

    /** Starts it and goes on; its input stays open. */
    @Given("I start docker {string}")
    public void start(String arguments) {
        startLine("docker " + arguments);
    }

    @Given("I start {string}")
    public void startLine(String line) {
        commands.now(Command.start(world, world.filled("exec " + line)));
    }

    @When("docker {string} fails meanwhile")
    public void failsMeanwhile(String arguments) {
        var command = Command.start(world, world.filled("docker " + arguments));
        assertNotEquals(0, command.exit(), command::toString);
    }

    /** Runs another one to its good end while “it” stays what it was. */
    @When("docker {string} meanwhile")
    public void meanwhile(String arguments) {
        var command = Command.start(world, world.filled("docker " + arguments));
        assertEquals(0, command.exit(), command::toString);
    }

    /** As {@link #start}, at a terminal of the given size whose keyboard is the command's input. */
    @Given("I start docker {string} at a terminal of {int} rows and {int} columns")
    public void startAtTerminal(String arguments, int rows, int columns) {
        var inner = "tty > terminal; stty rows %d cols %d; exec docker %s".formatted(rows, columns, arguments);
        var quoted = "'" + world.filled(inner).replace("'", "'\\''") + "'";
        commands.now(Command.start(world, "exec script --quiet --return --command " + quoted + " /dev/null"));
    }

    @When("the terminal becomes {int} rows and {int} columns")
    public void resize(int rows, int columns) {
        var resize = Command.start(world, "stty -F $(cat terminal) rows %d cols %d".formatted(rows, columns));
        assertEquals(0, resize.exit(), resize::toString);
    }

    @When("I send it {string}")
    @When("I type {string}")
    public void send(String text) {
        commands.last().send(world.literal(text).getBytes(StandardCharsets.UTF_8));
    }

    @When("I end its input")
    public void endInput() {
        commands.last().endInput();
    }

    @When("I send the client the signal {word}")
    public void signal(String name) {
        commands.last().signal(name);
    }

    /** Waits for it to appear. */
    @Then("it shows {string}")
    public void shows(String text) {
        commands.last().awaitOutput(world.literal(text));
    }

    @Then("it is still running")
    public void stillRunning() {
        assertEquals(true, commands.last().running(), () -> commands.last().toString());
    }

    @Then("{string} succeeds within {int} seconds")
    public void succeedsWithin(String line, int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        Command attempt = Command.start(world, world.filled(line));
        while (attempt.exit() != 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + seconds + " s: " + attempt);
            }
            Thread.sleep(100);
            attempt = Command.start(world, world.filled(line));
        }
        commands.now(attempt);
    }
}
