package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.ssmmessages.Target;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import io.sockerless.simulators.kernel.docker.DockerExec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** A command in a container of a task, as a session runs it: with a terminal, as root, marked by a variable of its own. */
record ExecSession(DockerEngine engine, String container, String id, List<String> command) implements Target {
    private static final System.Logger LOG = System.getLogger(ExecSession.class.getName());
    private static final String MARK = "SOCKERLESS_SESSION";
    /** The Docker API has no call to end an exec: by the container's own shell, those that have the mark. */
    private static final String KILL = """
            for p in /proc/[0-9]*; do
              grep -q "$1" $p/environ && kill -9 ${p#/proc/}
            done 2>/dev/null
            exit 0""";

    private String mark() {
        return MARK + "=" + id;
    }

    @Override
    public Running start() throws IOException {
        DockerExec exec =
                DockerExec.terminal(engine, container, command, List.of("TERM=xterm-256color", "LANG=C.UTF-8", mark()));
        return new Running() {
            @Override
            public InputStream output() {
                return exec.output();
            }

            @Override
            public OutputStream input() {
                return exec.input();
            }

            @Override
            public void resize(int columns, int rows) throws IOException {
                exec.resize(columns, rows);
            }

            @Override
            public void end() {
                kill(exec);
            }
        };
    }

    private void kill(DockerExec exec) {
        try (exec) {
            if (exec.runs()) {
                List<String> shell = List.of("sh", "-c", KILL, "sh", mark());
                try (DockerExec killing = DockerExec.terminal(engine, container, shell, List.of())) {
                    killing.output().readAllBytes();
                }
                if (exec.runs()) {
                    LOG.log(System.Logger.Level.WARNING, "{0} may still run in {1}", command, container);
                }
            }
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is not there any more: {1}", container, e.toString());
        }
    }
}
