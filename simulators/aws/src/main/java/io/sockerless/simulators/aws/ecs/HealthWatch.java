package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import io.sockerless.simulators.kernel.docker.Events;
import java.io.IOException;

/** Notes what the engine says of a container's health, until its end. */
record HealthWatch(Engine engine, TaskRecord record, ContainerBody body) {
    void run() throws InterruptedException {
        try {
            engine.steadily(docker -> {
                while (follow(docker)) {
                    // The engine has ended the stream, as it does when it is restarted.
                    Thread.sleep(Engine.FIRST_PAUSE);
                }
                return true;
            });
        } catch (DockerException e) {
            // It is gone, of which its end is told elsewhere.
            System.getLogger(HealthWatch.class.getName()).log(System.Logger.Level.DEBUG, "{0}", e.toString());
        }
    }

    /** Whether it may go on. */
    private boolean follow(DockerEngine docker) throws IOException {
        try (Events events = docker.events(body.runtimeName(), "health_status", "die")) {
            do {
                JsonNode state = docker.container(body.runtimeName())
                        .map(found -> found.path("State"))
                        .orElse(MissingNode.getInstance());
                if (!state.path("Running").asBoolean()) {
                    return false;
                }
                note(HealthCheck.status(state));
            } while (events.next());
            return true;
        }
    }

    private void note(String status) {
        if (record.container(body.name()).path("healthStatus").asText().equals(status)) {
            return;
        }
        record.change(document -> {
            Task.container(document, body.name()).put("healthStatus", status);
            document.put("healthStatus", HealthCheck.of(body.task().definition(), document));
        });
    }
}
