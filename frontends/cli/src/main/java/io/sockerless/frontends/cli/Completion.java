package io.sockerless.frontends.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Prints what makes a shell complete the words of this command. To have it now:",
            "  bash, zsh:  source <(sockerless completion bash)",
            "  fish:       sockerless completion fish | source"
        },
        mixinStandardHelpOptions = true)
final class Completion implements Callable<Integer> {
    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String FOR_ZSH = """
            autoload -U +X compinit && compinit
            autoload -U +X bashcompinit && bashcompinit
            """;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    Shell shell;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine whole = spec.root().commandLine();
        System.out.print(
                switch (shell) {
                    case BASH -> AutoComplete.bash(spec.root().name(), whole);
                    case ZSH -> FOR_ZSH + AutoComplete.bash(spec.root().name(), whole);
                    case FISH -> fish(whole);
                });
        return 0;
    }

    private static String fish(CommandLine whole) {
        String name = whole.getCommandName();
        StringBuilder out = new StringBuilder("complete -c " + name + " -f\n");
        whole.getSubcommands().forEach((subcommand, line) -> {
            CommandSpec spec = line.getCommandSpec();
            out.append("complete -c " + name + " -n __fish_use_subcommand -a " + subcommand
                    + described(spec.usageMessage().description()));
            String within = "complete -c " + name + " -n '__fish_seen_subcommand_from " + subcommand + "'";
            for (OptionSpec option : spec.options()) {
                out.append(within);
                for (String word : option.names()) {
                    out.append(word.startsWith("--") ? " -l " + word.substring(2) : " -s " + word.substring(1));
                }
                // A value may be a file; an option without one is complete.
                out.append(option.arity().max() > 0 ? " -r -F" : "").append(described(option.description()));
            }
            spec.positionalParameters().stream()
                    .map(parameter -> parameter.completionCandidates())
                    .filter(candidates -> candidates != null)
                    .forEach(candidates -> out.append(within + " -a '" + String.join(" ", candidates) + "'\n"));
        });
        return out.toString();
    }

    private static String described(String[] description) {
        String first = description.length == 0 ? "" : description[0];
        return " -d '" + first.replace("\\", "\\\\").replace("'", "\\'") + "'\n";
    }
}
