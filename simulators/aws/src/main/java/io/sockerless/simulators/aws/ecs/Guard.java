package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ec2.PacketRule;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.docker.Attachment;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The program that keeps a task's network and filters its packets. What it was told holds until it is told something else,
 * whatever becomes of this process.
 */
final class Guard {
    /** A predecessor's answers are not taken for those to this one. */
    private static final AtomicLong NUMBERS = new AtomicLong(System.currentTimeMillis() << 10);

    private final Engine engine;
    private final String container;
    private final Caller caller;
    private final Consumer<String> failed;
    private volatile List<PacketRule> wanted = List.of();
    private Optional<List<PacketRule>> told = Optional.empty();
    private volatile Optional<Attachment> attachment = Optional.empty();
    private volatile boolean over;

    /** @param failed told why, when the engine refuses it */
    Guard(Engine engine, String container, Caller caller, Consumer<String> failed) {
        this.engine = engine;
        this.container = container;
        this.caller = caller;
        this.failed = failed;
    }

    /** Whether its interface is one of that account, in that region. */
    boolean concerns(Caller other) {
        return caller.account().equals(other.account()) && caller.region().equals(other.region());
    }

    Caller caller() {
        return caller;
    }

    /** @return whether that is something else than before */
    boolean want(List<PacketRule> rules) {
        boolean other = !wanted.equals(rules);
        wanted = rules;
        return other;
    }

    /** Returns when what is wanted holds. @throws LaunchException when the engine, or its kernel, cannot do it */
    synchronized void tell() throws LaunchException, InterruptedException {
        while (!over && !told.equals(Optional.of(wanted))) {
            List<PacketRule> rules = wanted;
            Optional<String> obstacle;
            try {
                obstacle = engine.steadily(docker -> over ? Optional.empty() : say(docker, rules));
            } catch (DockerException e) {
                obstacle = Optional.of(e.getMessage());
            }
            if (obstacle.isPresent()) {
                throw new LaunchException("ResourceInitializationError: the task's security groups cannot be enforced at"
                        + " the engine: " + obstacle.get());
            }
            told = Optional.of(rules);
        }
    }

    /** The same, where the task ends if it cannot be done. */
    void keep() {
        try {
            tell();
        } catch (LaunchException e) {
            failed.accept(e.getMessage());
        } catch (InterruptedException _) {
            // The task is abandoned.
        }
    }

    /** @return what prevents it */
    private Optional<String> say(DockerEngine docker, List<PacketRule> rules) throws IOException {
        long number = NUMBERS.incrementAndGet();
        try {
            if (attachment.isEmpty()) {
                attachment = Optional.of(Attachment.to(docker, container));
            }
            Attachment to = attachment.get();
            to.say(Json.MAPPER.writeValueAsString(Map.of("id", number, "rules", rules)));
            Optional<String> heard = to.heard();
            while (heard.isPresent() && heard.get().matches("(ok|failed) \\d+.*")
                    && !heard.get().split(" ", 3)[1].equals(Long.toString(number))) {
                heard = to.heard();
            }
            String answer = heard.orElseThrow(() -> new IOException("the guard says nothing"));
            return answer.startsWith("ok ") ? Optional.empty() : Optional.of(answer.replaceFirst("^failed \\d+ ", ""));
        } catch (IOException e) {
            hangUp();
            if (!over && !runs(docker)) {
                return Optional.of("container " + container + " has ended");
            }
            throw e;
        }
    }

    private boolean runs(DockerEngine docker) throws IOException {
        Optional<JsonNode> found = docker.container(container);
        return found.filter(one -> one.path("State").path("Running").asBoolean()).isPresent();
    }

    private void hangUp() {
        attachment.ifPresent(Attachment::close);
        attachment = Optional.empty();
    }

    /** Nothing more is told. */
    void end() {
        over = true;
        // Not synchronized: whoever waits for an answer ends so.
        attachment.ifPresent(Attachment::close);
    }
}
