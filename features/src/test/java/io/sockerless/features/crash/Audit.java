package io.sockerless.features.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.crash.Subject.Phase;
import io.sockerless.features.http.Frames;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Compares what a daemon has with what is known of it, and believes the daemon where both outcomes were possible. */
final class Audit {
    private final Api api;
    private final Steps steps;
    private final RandomGenerator random;
    private final Set<String> mounted = ConcurrentHashMap.newKeySet();
    private boolean thorough;

    Audit(Api api, Steps steps, RandomGenerator random) {
        this.api = api;
        this.steps = steps;
        this.random = random;
    }

    /**
     * While nobody else asks the daemon for anything.
     *
     * @param thorough talk to all containers that run, not only to some
     */
    void run(List<Worker> workers, boolean thorough) throws InterruptedException {
        mounted.clear();
        this.thorough = thorough;
        var threads = workers.stream()
                .flatMap(worker -> worker.subjects().stream())
                .map(subject -> Thread.ofVirtual().start(() -> check(subject)))
                .toList();
        for (var thread : threads) {
            thread.join();
        }
        list(workers);
        volumes(workers);
        networks(workers);
    }

    private void networks(List<Worker> workers) {
        Set<String> there = new HashSet<>();
        Json.parse(api.sure("GET", "/networks").body())
                .forEach(network -> there.add(network.path("Name").asText()));
        there.removeAll(Set.of("bridge", "host", "none"));
        Set<String> unknown = new HashSet<>(there);
        workers.forEach(worker -> unknown.removeAll(worker.networks().audit(there)));
        unknown.forEach(name -> api.findings().leaked("network " + name));
    }

    /** It has an interface for each network that it is said to be in, and is found there. */
    private void connected(Subject subject, JsonNode inspect) {
        var networks = inspect.path("NetworkSettings").path("Networks");
        try (var devices =
                Files.lines(Path.of("/proc/" + inspect.path("State").path("Pid").asLong() + "/net/dev"))) {
            long interfaces =
                    devices.filter(line -> line.strip().startsWith("eth")).count();
            if (interfaces != networks.size()) {
                api.findings().lost(subject + " has " + interfaces + " interfaces for " + networks);
            }
        } catch (IOException e) {
            api.findings().lost("interfaces of " + subject + ": " + e);
        }
        subject.shape.network().ifPresent(name -> {
            var address = networks.path(name).path("IPAddress").asText();
            var answer = steps.output(subject, "nslookup -type=a " + subject.id.substring(0, 12) + " 2>&1");
            if (!answer.contains("Address: " + address)) {
                api.findings().lost("name of " + subject + " is not " + address + ": " + answer);
            }
        });
    }

    private void list(List<Worker> workers) {
        Set<String> ours = new HashSet<>();
        workers.stream()
                .flatMap(worker -> worker.subjects().stream())
                .filter(subject -> !subject.in(Phase.ABSENT))
                .forEach(subject -> ours.add(subject.id));
        var list = Json.parse(api.sure("GET", "/containers/json?all=1").body());
        for (var container : list) {
            if (!ours.remove(container.path("Id").asText())) {
                api.findings().leaked("container " + container);
            }
        }
        // Those that remove themselves may have gone since they were looked at.
        ours.stream()
                .filter(id -> api.inspect(id).isPresent())
                .forEach(id -> api.findings().lost("container " + id + " is not in the list"));
    }

    private void volumes(List<Worker> workers) {
        Set<String> there = new HashSet<>();
        Json.parse(api.sure("GET", "/volumes").body())
                .path("Volumes")
                .forEach(volume -> there.add(volume.path("Name").asText()));
        Set<String> unknown = new HashSet<>(there);
        unknown.removeAll(mounted);
        workers.forEach(worker -> unknown.removeAll(worker.volumes().audit(there)));
        unknown.forEach(name -> api.findings().leaked("volume " + name));
    }

    private void check(Subject subject) {
        for (var name : List.copyOf(subject.id.isEmpty() ? subject.names : Set.of(subject.id))) {
            var found = api.inspect(name);
            if (found.isPresent() && subject.shape.autoRemove() && phase(found.get()) == Phase.ENDED) {
                api.sure("POST", "/containers/" + name + "/wait?condition=removed");
                found = api.inspect(name);
            }
            if (found.isPresent()) {
                compare(subject, found.get());
                return;
            }
        }
        expect(subject, Phase.ABSENT, "nothing");
        subject.is(Phase.ABSENT);
    }

    private static Phase phase(JsonNode inspect) {
        return switch (inspect.path("State").path("Status").asText()) {
            case "created" -> Phase.CREATED;
            case "running" -> Phase.RUNNING;
            case "paused" -> Phase.PAUSED;
            case "exited", "removing" -> Phase.ENDED;
            case String other -> throw new IllegalStateException(other + ": " + inspect);
        };
    }

    private void expect(Subject subject, Phase phase, Object found) {
        if (!subject.phases().contains(phase)) {
            api.findings().lost(subject + " is " + phase + ": " + found);
        }
    }

    private void compare(Subject subject, JsonNode inspect) {
        subject.id = inspect.path("Id").asText();
        var state = inspect.path("State");
        Phase phase = phase(inspect);
        expect(subject, phase, state);
        if (!subject.names.contains(inspect.path("Name").asText().substring(1))) {
            api.findings().lost("name of " + subject + " is " + inspect.path("Name"));
        }
        subject.names.removeIf(
                name -> !name.equals(inspect.path("Name").asText().substring(1)));
        for (var mount : inspect.path("Mounts")) {
            mounted.add(mount.path("Name").asText());
            if (!Files.isDirectory(Path.of(mount.path("Source").asText()))) {
                api.findings().lost("volume of " + subject + " has no data: " + mount);
            }
        }
        switch (phase) {
            case RUNNING -> running(subject, inspect);
            case PAUSED -> alive(subject, state);
            case ENDED -> ended(subject, state);
            case CREATED, ABSENT -> {}
        }
        boolean ends = phase == Phase.RUNNING && !subject.shape.lasting();
        if (ends) {
            subject.maybe(Phase.RUNNING);
        } else {
            subject.is(phase);
        }
        if (phase != Phase.RUNNING && phase != Phase.PAUSED) {
            subject.doomed = false;
        }
        files(subject);
        execs(subject);
    }

    private void alive(Subject subject, JsonNode state) {
        long pid = state.path("Pid").asLong();
        if (subject.pid != 0 && subject.pid != pid && !subject.doomed) {
            api.findings().lost(subject + " has process " + pid + ", not " + subject.pid);
        }
        subject.pid = subject.shape.lasting() ? pid : 0;
        try {
            if (!subject.doomed
                    && subject.shape.lasting()
                    && !Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains(subject.id)) {
                api.findings().lost("process " + pid + " is not of " + subject);
            }
        } catch (IOException e) {
            api.findings().lost(subject + " has no process " + pid + ": " + e);
        }
    }

    private void running(Subject subject, JsonNode inspect) {
        alive(subject, inspect.path("State"));
        if (!subject.shape.lasting() || subject.doomed) {
            return;
        }
        var port = Steps.port(inspect);
        if (!subject.port.isEmpty() && !subject.port.equals(port) || subject.shape.published() && port.isEmpty()) {
            api.findings().lost("port " + subject.port + " of " + subject + " is " + port);
        }
        subject.port = port;
        if (!thorough && random.nextInt(3) > 0) {
            return;
        }
        if (!api.awaitLog(subject.id, subject.shape.up() + "\n")) {
            api.findings().lost(subject + " does not come up");
        }
        connected(subject, inspect);
        var word = "audit-" + Long.toHexString(System.nanoTime());
        steps.exec(subject, word, 42);
        steps.talk(subject, word);
        lines(subject, false);
    }

    private void ended(Subject subject, JsonNode state) {
        int code = state.path("ExitCode").asInt();
        if (!subject.codes.contains(code)) {
            api.findings().lost(subject + " ended with " + state + ", not " + subject.codes);
        }
        subject.codes.clear();
        subject.codes.add(code);
        lines(subject, true);
    }

    /** Every line that the log has was printed, and every line that was printed for certain it has. */
    private void lines(Subject subject, boolean complete) {
        var log = Frames.of(api.sure("GET", "/containers/" + subject.id + "/logs?stdout=1&stderr=1")
                .body());
        var all = new String(log.stdout(), StandardCharsets.UTF_8) + new String(log.stderr(), StandardCharsets.UTF_8);
        Map<String, Integer> counts = new java.util.HashMap<>();
        all.lines().forEach(line -> counts.merge(line, 1, Integer::sum));
        subject.lines.forEach((line, count) -> {
            int had = counts.getOrDefault(line, 0);
            counts.remove(line);
            if (had > count.most() || had < count.least() && complete) {
                api.findings().lost("log of " + subject + ": " + had + " times " + line + " but " + count);
            }
        });
        if (!counts.isEmpty() || log.rest().length > 0) {
            api.findings().lost("log of " + subject + " has what nobody printed: " + counts);
        }
    }

    private void files(Subject subject) {
        for (var file : subject.files.entrySet()) {
            var reply = api.ask(Request.of("GET", "/containers/" + subject.id + "/archive?path=/" + file.getKey()));
            if (reply.isEmpty()
                    || reply.get().status() == 200 && !reply.get().text().contains(file.getValue())
                    || reply.get().status() != 200 && !subject.shape.autoRemove()) {
                api.findings().lost("file " + file + " of " + subject + ": " + reply);
            }
        }
    }

    /** One that has been started may be forgotten with the daemon, as dockerd's are, but never be told wrongly. */
    private void execs(Subject subject) {
        subject.execs.forEach((id, code) -> {
            var reply = api.sure("GET", "/exec/" + id + "/json");
            if (reply.status() != 404
                    && (reply.status() != 200
                            || Json.parse(reply.body()).path("ExitCode").asInt() != code)) {
                api.findings().lost("exec " + id + " of " + subject + ": " + reply.text());
            }
        });
        if (subject.in(Phase.RUNNING) && !subject.doomed) {
            subject.startable.forEach((id, word) -> steps.startExec(subject, id, word, 7));
            subject.startable.clear();
        }
    }
}
