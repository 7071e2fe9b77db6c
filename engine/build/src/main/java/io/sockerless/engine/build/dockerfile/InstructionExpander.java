package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Expands what Docker expands of an instruction, in the environment of its stage at that point. {@code CMD},
 * {@code ENTRYPOINT}, {@code RUN}, {@code SHELL}, {@code HEALTHCHECK}, {@code ONBUILD} and {@code MAINTAINER} stay as they
 * are, but for the mounts of {@code RUN}: variables in commands are for the shell. {@code FROM} is expanded by
 * {@link Targets}, with the global arguments only.
 */
public final class InstructionExpander {
    private final Expander words;

    public InstructionExpander(Expander words) {
        this.words = words;
    }

    /** @throws io.sockerless.engine.model.EngineException INVALID for a malformed substitution or mount */
    public Instruction expand(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Add(Source source, Instruction.Transfer transfer, String checksum, var keep, var unpack) ->
                new Instruction.Add(source, expand(transfer), words.expand(checksum), keep, unpack);
            case Instruction.Copy(Source source, Instruction.Transfer transfer, String from) ->
                new Instruction.Copy(source, expand(transfer), from);
            case Instruction.Arg(Source source, List<Instruction.Parameter> parameters) ->
                new Instruction.Arg(
                        source, parameters.stream().map(this::expand).toList());
            case Instruction.Env(Source source, List<Instruction.Pair> pairs) ->
                new Instruction.Env(source, expandPairs(pairs));
            case Instruction.Label(Source source, List<Instruction.Pair> pairs) ->
                new Instruction.Label(source, expandPairs(pairs));
            case Instruction.Expose(Source source, List<String> ports) ->
                new Instruction.Expose(
                        source,
                        ports.stream()
                                .flatMap(port -> words.words(port).stream())
                                .toList());
            case Instruction.Volume(Source source, List<String> paths) ->
                new Instruction.Volume(source, expandAll(paths));
            case Instruction.Workdir(Source source, String path) -> new Instruction.Workdir(source, words.expand(path));
            case Instruction.User(Source source, String user) -> new Instruction.User(source, words.expand(user));
            case Instruction.StopSignal(Source source, String signal) ->
                new Instruction.StopSignal(source, words.expand(signal));
            case Instruction.Run run -> expand(run);
            case Instruction.Cmd _,
                    Instruction.Entrypoint _,
                    Instruction.From _,
                    Instruction.Healthcheck _,
                    Instruction.Maintainer _,
                    Instruction.OnBuild _,
                    Instruction.Shell _ -> instruction;
        };
    }

    private List<String> expandAll(List<String> texts) {
        return texts.stream().map(words::expand).toList();
    }

    private Instruction.Parameter expand(Instruction.Parameter parameter) {
        return new Instruction.Parameter(
                words.expand(parameter.key()), parameter.value().map(words::expand));
    }

    private List<Instruction.Pair> expandPairs(List<Instruction.Pair> pairs) {
        return pairs.stream()
                .map(pair -> new Instruction.Pair(words.expand(pair.key()), words.expand(pair.value())))
                .toList();
    }

    private Instruction.Transfer expand(Instruction.Transfer transfer) {
        return new Instruction.Transfer(
                expandAll(transfer.sources()),
                transfer.files().stream().map(this::expand).toList(),
                words.expand(transfer.destination()),
                words.expand(transfer.chown()),
                words.expand(transfer.chmod()),
                transfer.link(),
                transfer.parents(),
                transfer.excludes());
    }

    private Heredoc expand(Heredoc file) {
        return file.expand()
                ? new Heredoc(file.name(), false, words.expandText(file.content())) // once only
                : file;
    }

    private Instruction expand(Instruction.Run run) {
        List<RunMount> mounts = new ArrayList<>();
        for (RunMount mount : run.mounts()) {
            Map<String, String> options = new LinkedHashMap<>();
            mount.options().forEach((key, value) -> options.put(key, key.equals("from") ? value : words.expand(value)));
            try {
                mounts.add(Mounts.check(new RunMount(words.expand(mount.type()), options)));
            } catch (DockerfileError e) {
                throw e.plain(run.source().firstLine());
            }
        }
        return new Instruction.Run(
                run.source(), run.command(), run.heredocs(), List.copyOf(mounts), run.network(), run.security());
    }
}
