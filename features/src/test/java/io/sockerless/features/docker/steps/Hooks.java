package io.sockerless.features.docker.steps;

import com.fasterxml.jackson.databind.JsonNode;
import io.cucumber.java.After;
import io.sockerless.features.docker.World;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.function.Consumer;

/** Takes away what a scenario made: everything whose name has its ending. */
public final class Hooks {
    private final World world;

    public Hooks(World world) {
        this.world = world;
    }

    @After
    public void cleanUp() throws Exception {
        world.close();
        each("/containers/json?all=1", "", item -> {
            if (item.path("Names").toString().contains(world.ending())) {
                delete("/containers/" + item.path("Id").asText() + "?force=1&v=1");
            }
        });
        each(
                "/networks",
                "",
                item -> deleteNamed("/networks/", item.path("Name").asText()));
        each(
                "/volumes",
                "/Volumes",
                item -> deleteNamed("/volumes/", item.path("Name").asText()));
        each("/images/json", "", item -> item.path("RepoTags").forEach(tag -> deleteNamed("/images/", tag.asText())));
        try (var files = Files.walk(world.directory())) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + e);
        }
    }

    private void each(String path, String pointer, Consumer<JsonNode> action) {
        Reply reply = world.ask(Request.of("GET", path));
        if (reply.status() == 200) {
            Json.parse(reply.body()).at(pointer).forEach(action);
        }
    }

    private void deleteNamed(String path, String name) {
        if (name.contains(world.ending())) {
            delete(path + name + "?force=1");
        }
    }

    private void delete(String path) {
        world.ask(Request.of("DELETE", path));
    }
}
