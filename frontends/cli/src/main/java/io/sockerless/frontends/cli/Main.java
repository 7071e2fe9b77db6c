package io.sockerless.frontends.cli;

import io.sockerless.frontends.cli.doctor.Doctor;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code sockerless} command. */
@Command(
        name = "sockerless",
        description = "A Docker Engine replacement: one Docker REST API, many drivers.",
        subcommands = {
            Serve.class,
            RegistryCommand.class,
            Enter.class,
            Doctor.class,
            Version.class,
            Clean.class,
            Completion.class,
            CommandLine.HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        CommandLine command = new CommandLine(new Main());
        if (args.length == 0 || !args[0].equals("serve")) {
            // The daemon has no use for it, and starts sooner without.
            command.addSubcommand(new Simulate());
        }
        command.setExecutionExceptionHandler(new FailureReport()).setCaseInsensitiveEnumValuesAllowed(true);
        int code = command.execute(args.length == 0 ? new String[] {"help"} : args);
        // Serving goes on in the server's own threads; its end is the process's end.
        if (code != Serve.GOES_ON) {
            System.exit(code);
        }
    }
}
