package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.docker.wire.Call;
import io.sockerless.drivers.docker.wire.RemoteHost;
import io.sockerless.drivers.spi.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The driver in front of a real dockerd, over its unix socket. */
public class DockerSubject implements DriverSubject {
    private static Path state(String place) {
        return Path.of("/var/tmp/sockerless-test-docker", place);
    }

    /** Where the dockerd is. */
    protected RemoteHost host() {
        return new RemoteHost.Unix(Dockerd.socket());
    }

    @Override
    public Driver open(String place) {
        return new DockerDriver(new DockerConfig(host(), state(place)));
    }

    /** What the other engine still has of ours. */
    @Override
    public List<String> leftovers(String place, Set<String> containerIds) {
        List<String> out = new ArrayList<>();
        Ours ours = Ours.of(state(place));
        try (Remote remote = new Remote(host())) {
            for (String kind : List.of("containers/json", "networks", "volumes")) {
                Call list = Call.of("GET", kind.split("/"));
                var answer = remote.ask(ours.filter(kind.startsWith("containers") ? list.query("all", true) : list));
                (kind.equals("volumes") ? answer.path("Volumes") : answer)
                        .forEach(thing -> out.add(kind + ": " + thing));
            }
            remote.get("images", "json").forEach(image -> {
                if (image.path("Created").asLong() > 0) { // those that were sent have no date
                    out.add("image: " + image);
                }
            });
        }
        return out;
    }

    /** The API cannot before 1.42, and the dockerd of the tests is older. */
    @Override
    public boolean sizesExecsBeforeTheyRun() {
        return false;
    }

    @Override
    public void uninstall(Driver driver) {}

    @Override
    public void remove(String place) {
        try (Stream<Path> files = Files.list(state(place))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(state(place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
