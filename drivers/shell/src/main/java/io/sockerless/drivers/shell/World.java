package io.sockerless.drivers.shell;

import java.io.IOException;

/** What surrounds a shell: files, programs, pipes, process ids and time. Used by many threads at once. */
public interface World {
    /** Both ends of a pipe. */
    record Pipe(Stream reader, Stream writer) {}

    /**
     * @param processes how many subshells, stages and jobs may be alive at once
     * @param bytes the longest that a command substitution may become
     */
    record Limits(int processes, int bytes) {}

    FileView files();

    Launcher launcher();

    Pipe pipe() throws IOException;

    Limits limits();

    /** An id for a new process: a subshell, a stage of a pipeline, a job. */
    int nextPid();

    int parentPid();

    long uid();

    /** Signals a process that is none of the shell's. @return whether there is one */
    boolean kill(int pid, int signal);
}
