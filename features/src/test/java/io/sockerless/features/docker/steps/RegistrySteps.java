package io.sockerless.features.docker.steps;

import io.cucumber.java.en.Given;
import io.sockerless.features.docker.World;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ThreadLocalRandom;

/** A real registry (Debian's docker-registry) on the target's machine, one for each scenario that wants one. */
public final class RegistrySteps {
    /** bcrypt of “secret”, since the registry takes no other kind. */
    private static final String SECRET = "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    private final World world;

    public RegistrySteps(World world) {
        this.world = world;
    }

    /** Reached by clients and daemon as {@code ${registry}}. */
    @Given("a registry")
    public void registry() throws IOException {
        start("");
    }

    @Given("a registry for the user {string} with the password \"secret\"")
    public void registry(String user) throws IOException {
        Files.writeString(world.directory().resolve("htpasswd"), user + ":" + SECRET + "\n");
        start("auth: {htpasswd: {realm: features, path: %s/htpasswd}}".formatted(world.directory()));
    }

    private void start(String auth) throws IOException {
        var address = "127.0.0.1:" + ThreadLocalRandom.current().nextInt(20_000, 30_000);
        Files.writeString(world.directory().resolve("registry.yml"), """
            version: 0.1
            storage: {filesystem: {rootdirectory: %s/registry}, delete: {enabled: true}}
            http: {addr: "%s"}
            %s
            """.formatted(world.directory(), address, auth));
        Command.start(world, "exec docker-registry serve registry.yml 2>&1").awaitOutput("listening on ");
        world.save("registry", address);
    }
}
