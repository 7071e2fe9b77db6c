package io.sockerless.frontends.cli;

import io.sockerless.frontends.cli.doctor.Doctor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code sockerless} command. */
@Command(
        name = "sockerless",
        description = "A Docker Engine replacement: one Docker REST API, many drivers.",
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", Serve::new);
        commands.put("registry", RegistryCommand::new);
        commands.put("enter", Enter::new);
        commands.put("doctor", Doctor::new);
        commands.put("version", Version::new);
        commands.put("clean", Clean::new);
        commands.put("completion", Completion::new);
        commands.put("help", HelpCommand::new);
        commands.put("simulate", Simulate::new);
        return commands;
    }

    /** Only the command that is asked for, as each takes time to be read; all, for those that tell of them. */
    private static CommandLine line(String asked) {
        CommandLine line = new CommandLine(new Main());
        boolean all = !commands().containsKey(asked) || asked.equals("help") || asked.equals("completion");
        commands().forEach((name, command) -> {
            if (all || name.equals(asked)) {
                line.addSubcommand(name, command.get());
            }
        });
        return line;
    }

    public static void main(String[] args) {
        String[] words = args.length == 0 ? new String[] {"help"} : args;
        int code = line(words[0])
                .setExecutionExceptionHandler(new FailureReport())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(words);
        // Serving goes on in the server's own threads; its end is the process's end.
        if (code != Serve.GOES_ON) {
            System.exit(code);
        }
    }
}
