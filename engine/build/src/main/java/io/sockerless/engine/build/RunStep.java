package io.sockerless.engine.build;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.engine.build.dockerfile.Heredoc;
import io.sockerless.engine.build.dockerfile.Instruction;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** {@code RUN}: a real container of the stage, whose changes become a layer. */
final class RunStep {
    private final Workers workers;
    private final Containers containers;
    private final BuildRequest request;
    private final BuildLog log;
    private final ReentrantLock telling = new ReentrantLock();

    RunStep(Workers workers, BuildRequest request, BuildLog log) {
        this.workers = workers;
        this.containers = workers.containers();
        this.request = request;
        this.log = log;
    }

    /** The words that run, the shell's with them. */
    static List<String> words(StageState stage, Instruction.Run run) {
        if (run.heredocs().isEmpty()) {
            return stage.words(run.command());
        }
        String line = run.command().words().getFirst();
        List<Heredoc> heredocs = run.heredocs();
        boolean script = heredocs.size() == 1
                && line.matches("<<-?\\s*['\"]?\\Q" + heredocs.getFirst().name() + "\\E['\"]?");
        StringBuilder text = new StringBuilder(script ? heredocs.getFirst().content() : line + "\n");
        if (!script) {
            heredocs.forEach(
                    doc -> text.append(doc.content()).append(doc.name()).append('\n'));
        }
        return Stream.concat(stage.shell().stream(), Stream.of(text.toString())).toList();
    }

    /** Runs it in a container that stays for its changes to be read; its id. */
    Workers.Worker run(StageState stage, Instruction.Run run, List<String> words, Mounts mounts)
            throws InterruptedException {
        Workers.Worker worker = create(stage, run, words, mounts);
        String id = worker.id();
        log.running(id);
        boolean done = false;
        request.cancellation().killing(() -> kill(id));
        try {
            int code = await(id);
            request.cancellation().check();
            if (code != 0) {
                throw new FailedCommand(String.join(" ", words), code);
            }
            done = true;
            return worker;
        } finally {
            request.cancellation().killing(() -> {});
            containers.secretEnvironment(id, List.of());
            if (!done) {
                end(worker, request.forceRemove() || request.cancellation().cancelled());
            }
        }
    }

    private void kill(String id) {
        try {
            containers.kill(id, "");
        } catch (EngineException e) {
            // It does not run yet, or no more. Then it is not waited for either: a start is followed by a check.
        }
    }

    /** @param remove whether it goes, or stays for somebody to look at */
    void end(Workers.Worker worker, boolean remove) {
        if (remove) {
            workers.remove(worker);
            log.removed(worker.id());
        } else {
            workers.leave(worker);
        }
    }

    private Workers.Worker create(StageState stage, Instruction.Run run, List<String> words, Mounts mounts) {
        if (words.isEmpty()) {
            throw EngineException.invalid("No command specified");
        }
        List<String> environment = new ArrayList<>(stage.environment());
        environment.addAll(stage.arguments().environment(stage.environmentNames()));
        Map<String, Object> config = new LinkedHashMap<>(stage.config());
        config.put("Image", stage.image());
        config.put("Cmd", words);
        config.put("Entrypoint", List.of(""));
        config.put("Env", environment);
        if (!request.offers().sandbox().hostname().isEmpty()) {
            config.put("Hostname", request.offers().sandbox().hostname());
        }
        config.put("Healthcheck", Map.of("Test", List.of("NONE")));
        config.put("AttachStdout", true);
        config.put("AttachStderr", true);
        Map<String, Object> host = new LinkedHashMap<>(request.host());
        if (!run.network().isEmpty() && !run.network().equals("default")) {
            host.put("NetworkMode", run.network());
        }
        host.putAll(mounts.host());
        Workers.Worker worker = workers.create(request.platform(), config, host);
        containers.secretEnvironment(worker.id(), mounts.environment());
        return worker;
    }

    private int await(String id) throws InterruptedException {
        Containers.Waiting ended = containers.wait(id, Containers.WaitCondition.NEXT_EXIT);
        try (Containers.ClientAttachment attachment =
                containers.attach(id, EnumSet.of(Channel.STDOUT, Channel.STDERR), false, true)) {
            request.cancellation().check();
            containers.start(id, new Containers.ConsoleSize(0, 0));
            if (request.cancellation().cancelled()) {
                kill(id);
            }
            Optional<Attachment> streams = attachment.streams();
            if (streams.isPresent()) {
                try (Attachment process = streams.get()) {
                    Thread errors = Thread.ofVirtual().name("build-stderr").start(() -> tell(process.stderr(), true));
                    tell(process.stdout(), false);
                    errors.join();
                }
            }
            return ended.await().statusCode();
        }
    }

    private void tell(InputStream in, boolean error) {
        byte[] buffer = new byte[32 << 10];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                telling.lock();
                try {
                    log.output(java.util.Arrays.copyOf(buffer, n), error);
                } finally {
                    telling.unlock();
                }
            }
        } catch (IOException e) {
            // The attachment was closed: the build is being given up, and its thread knows why.
        }
    }
}
