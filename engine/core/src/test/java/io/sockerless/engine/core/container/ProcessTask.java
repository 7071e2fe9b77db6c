package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.CanExec;
import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.Channel;
import io.sockerless.drivers.spi.HasLogs.LogEntry;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Port;
import io.sockerless.engine.model.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** One child process in the role of a container. */
final class ProcessTask implements Task, CanPause, CanExec {
    final CountDownLatch started = new CountDownLatch(1);
    volatile boolean released;

    private final TaskSpec spec;
    private final List<LogEntry> log;
    private final List<ProcessAttachment> attachments = new CopyOnWriteArrayList<>();
    private final CountDownLatch drained = new CountDownLatch(2);
    private volatile Process process;
    private volatile boolean destroyed;
    private volatile boolean paused;

    ProcessTask(TaskSpec spec, List<LogEntry> log) {
        this.spec = spec;
        this.log = log;
    }

    @Override
    public String containerId() {
        return spec.id();
    }

    @Override
    public Instant start() {
        process = launch(spec.args(), spec.env());
        Instant now = Instant.now();
        pump(process.getInputStream(), Channel.STDOUT);
        pump(process.getErrorStream(), Channel.STDERR);
        attachments.forEach(attachment -> attachment.connect(process.getOutputStream()));
        started.countDown();
        return now;
    }

    static Process launch(List<String> args, List<String> env) {
        ProcessBuilder builder = new ProcessBuilder(args);
        env.forEach(e -> builder.environment().put(e.substring(0, e.indexOf('=')), e.substring(e.indexOf('=') + 1)));
        try {
            return builder.start();
        } catch (IOException e) {
            // As an OCI runtime words it.
            String reason =
                    e.getMessage().contains("Permission denied") ? "permission denied" : "no such file or directory";
            throw EngineException.invalid("exec: \"" + args.getFirst() + "\": " + reason);
        }
    }

    /** Reading a pipe of a process holds its thread, and a virtual one's carrier: few of those are there for everybody. */
    private void pump(InputStream from, Channel channel) {
        Thread.ofPlatform().daemon().start(() -> {
            byte[] buffer = new byte[8192];
            try (from) {
                for (int n = from.read(buffer); n > 0; n = from.read(buffer)) {
                    byte[] data = java.util.Arrays.copyOf(buffer, n);
                    synchronized (log) {
                        log.add(ProcessDriver.entry(channel, data));
                    }
                    attachments.forEach(attachment -> attachment.offer(channel, data));
                }
            } catch (IOException e) {
                // Its end, like any other.
            } finally {
                attachments.forEach(attachment -> attachment.end(channel));
                drained.countDown();
            }
        });
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** It has the ports asked for, and nobody is led to them. */
    @Override
    public NetworkStatus network() {
        Map<Port, List<HostBinding>> ports = new HashMap<>();
        if (spec.network() instanceof NetworkSpec.Bridge bridge) {
            bridge.ports().forEach(request -> ports.put(request.port(), List.of()));
        }
        return new NetworkStatus("", "", Map.of(), ports);
    }

    @Override
    public ExitStatus await() throws InterruptedException {
        int code = process.waitFor();
        drained.await();
        if (destroyed) {
            throw EngineException.internal("the driver is closed", null);
        }
        return new ExitStatus(code, false, Instant.now());
    }

    @Override
    public boolean ended() {
        return process != null && !process.isAlive() && drained.getCount() == 0;
    }

    @Override
    public void signal(Signal signal) {
        if (alive()) {
            kill(process.pid(), Integer.toString(signal.number()));
        }
    }

    private static void kill(long pid, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw EngineException.internal("kill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Attachment attach(Set<Channel> channels) {
        ProcessAttachment attachment = new ProcessAttachment(channels);
        if (process != null) {
            attachment.connect(process.getOutputStream());
        }
        attachments.add(attachment);
        if (drained.getCount() == 0) {
            attachment.end(Channel.STDOUT);
            attachment.end(Channel.STDERR);
        }
        return attachment;
    }

    @Override
    public void release() {
        released = true;
    }

    void destroy() {
        destroyed = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Override
    public boolean paused() {
        return paused;
    }

    @Override
    public void pause() {
        paused = true;
        kill(process.pid(), "STOP");
    }

    @Override
    public void unpause() {
        paused = false;
        kill(process.pid(), "CONT");
    }

    @Override
    public Exec exec(ExecSpec exec, Set<Channel> channels) {
        Process child = launch(exec.args(), exec.env());
        return new Exec() {
            @Override
            public long pid() {
                return child.pid();
            }

            @Override
            public Attachment attachment() {
                return new Attachment() {
                    @Override
                    public OutputStream stdin() {
                        return child.getOutputStream();
                    }

                    @Override
                    public InputStream stdout() {
                        return child.getInputStream();
                    }

                    @Override
                    public InputStream stderr() {
                        return child.getErrorStream();
                    }

                    @Override
                    public void close() {}
                };
            }

            @Override
            public ExitStatus await() throws InterruptedException {
                return new ExitStatus(child.waitFor(), false, Instant.now());
            }

            @Override
            public void signal(Signal signal) {
                kill(child.pid(), Integer.toString(signal.number()));
            }

            @Override
            public void resize(int height, int width) {}
        };
    }
}
