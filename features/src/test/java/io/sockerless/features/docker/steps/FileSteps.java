package io.sockerless.features.docker.steps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.docker.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** Files in the scenario's folder on the host. */
public final class FileSteps {
    private final World world;

    public FileSteps(World world) {
        this.world = world;
    }

    @Given("a file {string} holding {string}")
    public void file(String name, String content) throws IOException {
        Files.writeString(parented(name), world.literal(content));
    }

    @Given("a file {string}")
    public void longFile(String name, String content) throws IOException {
        Files.writeString(parented(name), world.filled(content) + "\n");
    }

    @Given("a file {string} of {int} random bytes")
    public void randomFile(String name, int size) throws IOException {
        var bytes = new byte[size];
        ThreadLocalRandom.current().nextBytes(bytes);
        Files.write(parented(name), bytes);
    }

    @Given("the root file system of the stand-in image as {string}")
    public void rootfs(String name) throws IOException {
        Files.write(parented(name), StandInImage.rootfs());
    }

    @Then("the file {string} holds {string}")
    public void holds(String name, String content) throws IOException {
        assertEquals(world.literal(content), Files.readString(path(name)));
    }

    @Then("the files {string} and {string} are the same")
    public void same(String one, String other) throws IOException {
        assertArrayEquals(Files.readAllBytes(path(one)), Files.readAllBytes(path(other)));
    }

    private Path parented(String name) throws IOException {
        var path = path(name);
        Files.createDirectories(path.getParent());
        return path;
    }

    private Path path(String name) {
        return world.directory().resolve(world.filled(name));
    }
}
