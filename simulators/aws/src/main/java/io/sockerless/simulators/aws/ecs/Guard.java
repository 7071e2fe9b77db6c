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
import java.util.concurrent.locks.ReentrantLock;
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
    private final Begun begun;
    private final Consumer<String> failed;
    private final ReentrantLock telling = new ReentrantLock();
    private volatile Optional<List<PacketRule>> wanted = Optional.empty();
    private volatile Optional<List<PacketRule>> told = Optional.empty();
    private volatile Optional<Attachment> attachment = Optional.empty();
    private volatile boolean over;

    /** Has its container running. */
    @FunctionalInterface
    interface Begun {
        /** @return false when there is nothing to filter any more */
        boolean await() throws InterruptedException;
    }

    /**
     * Nothing is filtered yet.
     *
     * @param container that it will be, or is
     * @param begun asked for it before it is told something
     * @param failed told why, when the engine refuses it
     */
    Guard(Engine engine, String container, Caller caller, Begun begun, Consumer<String> failed) {
        this.engine = engine;
        this.container = container;
        this.caller = caller;
        this.begun = begun;
        this.failed = failed;
    }

    /** Whether its interface is one of that account, in that region. */
    boolean concerns(Caller other) {
        return caller.sameAs(other);
    }

    Caller caller() {
        return caller;
    }

    /** Whether something is filtered, or will be: from then on it always is. */
    boolean needed() {
        return wanted.isPresent();
    }

    /** @return whether it does not hold yet, because nobody has told so far, or somebody still does */
    boolean want(List<PacketRule> rules) {
        wanted = Optional.of(rules);
        return !told.equals(wanted);
    }

    /** Returns when what is wanted holds. @throws LaunchException when the engine, or its kernel, cannot do it */
    void tell() throws LaunchException, InterruptedException {
        telling.lockInterruptibly();
        try {
            while (!over && !told.equals(wanted)) {
                Optional<List<PacketRule>> rules = wanted;
                Optional<String> obstacle = obstacle(rules.orElseThrow());
                if (obstacle.isPresent()) {
                    throw new LaunchException("ResourceInitializationError: the task's security groups cannot be"
                            + " enforced at the engine: " + obstacle.get());
                }
                told = rules;
            }
        } finally {
            telling.unlock();
        }
    }

    private Optional<String> obstacle(List<PacketRule> rules) throws InterruptedException {
        try {
            return begun.await()
                    ? engine.steadily(docker -> over ? Optional.empty() : say(docker, rules))
                    : Optional.empty();
        } catch (DockerException e) {
            return Optional.of(e.getMessage());
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
            while (heard.isPresent()
                    && heard.get().matches("(ok|failed) \\d+.*")
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
        return found.filter(one -> one.path("State").path("Running").asBoolean())
                .isPresent();
    }

    private void hangUp() {
        attachment.ifPresent(Attachment::close);
        attachment = Optional.empty();
    }

    /** Nothing more is told. */
    void end() {
        over = true;
        // Whoever waits for an answer ends so.
        attachment.ifPresent(Attachment::close);
    }

    /** The same; when it returns nothing of it is done any more. */
    void settle() throws InterruptedException {
        end();
        telling.lockInterruptibly();
        telling.unlock();
    }
}
