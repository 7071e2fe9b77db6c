package io.sockerless.engine.build.dockerfile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One instruction of a Dockerfile.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/">Dockerfile reference</a>
 */
public sealed interface Instruction {
    Source source();

    /** A name and a value, in the order of the file. */
    record Pair(String key, String value) {}

    /** @param value empty if the {@code ARG} has no default */
    record Parameter(String key, Optional<String> value) {}

    /**
     * What {@code COPY} and {@code ADD} share.
     *
     * @param files sources that were written in the Dockerfile
     * @param chown empty without, as are chmod and the like
     */
    record Transfer(
            List<String> sources,
            List<Heredoc> files,
            String destination,
            String chown,
            String chmod,
            boolean link,
            boolean parents,
            List<String> excludes) {}

    /** @param platform empty without one */
    record From(Source source, String image, String platform, String alias) implements Instruction {}

    record Arg(Source source, List<Parameter> parameters) implements Instruction {}

    record Env(Source source, List<Pair> pairs) implements Instruction {}

    record Label(Source source, List<Pair> pairs) implements Instruction {}

    /**
     * @param heredocs their text goes to the shell, or is a script of its own if the command is nothing but one
     * @param network default, none or host; empty without
     * @param security empty without
     */
    record Run(
            Source source,
            Command command,
            List<Heredoc> heredocs,
            List<RunMount> mounts,
            String network,
            String security)
            implements Instruction {}

    /** @param from a stage's name or number, or an image; empty for the context */
    record Copy(Source source, Transfer transfer, String from) implements Instruction {}

    /**
     * @param checksum empty without
     * @param keepGitDir of a git source
     * @param unpack empty: archives of the context are unpacked, those from URLs are not
     */
    record Add(Source source, Transfer transfer, String checksum, boolean keepGitDir, Optional<Boolean> unpack)
            implements Instruction {}

    record Workdir(Source source, String path) implements Instruction {}

    record User(Source source, String user) implements Instruction {}

    record Expose(Source source, List<String> ports) implements Instruction {}

    record Volume(Source source, List<String> paths) implements Instruction {}

    record Cmd(Source source, Command command) implements Instruction {}

    record Entrypoint(Source source, Command command) implements Instruction {}

    record Shell(Source source, List<String> words) implements Instruction {}

    record StopSignal(Source source, String signal) implements Instruction {}

    /** @param value the {@code Healthcheck} object of a config; durations in nanoseconds */
    record Healthcheck(Source source, Map<String, Object> value) implements Instruction {}

    /** @param trigger the instruction as written */
    record OnBuild(Source source, String trigger) implements Instruction {}

    record Maintainer(Source source, String name) implements Instruction {}
}
