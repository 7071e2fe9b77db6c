package io.sockerless.frontends.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Looks at the machine; changes nothing. Exit code 1 when the Linux driver cannot run containers here. */
@Command(
        name = "doctor",
        description = "Says what this machine can run, what is missing, and the command that mends it.",
        mixinStandardHelpOptions = true)
public final class Doctor implements Callable<Integer> {
    private final Ansi colours = Terminal.colours(System.getenv());

    @Option(names = "--rootless", description = "Look for what this user needs to serve without root.")
    boolean rootless;

    @Override
    public Integer call() {
        return rootless ? withoutRoot() : withRoot();
    }

    private int withRoot() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(KernelChecks.all());
        findings.addAll(ProgramChecks.all());
        findings.add(WasmChecks.driver());
        findings.forEach(this::print);
        boolean failed = has(findings, Finding.Level.FAILURE);
        System.out.println();
        if (failed) {
            say(
                    "red",
                    "The driver linux cannot run containers here until the failures above are mended; the driver wasm"
                            + " runs WebAssembly programs.");
        } else if (has(findings, Finding.Level.WARNING)) {
            say("yellow", "The driver linux can run containers here, with the limits above.");
        } else {
            say("green", "The driver linux can run containers here.");
        }
        return failed ? 1 : 0;
    }

    private int withoutRoot() {
        List<Finding> findings = new ArrayList<>(new RootlessChecks(System.getenv()).all());
        findings.add(WasmChecks.driver());
        findings.forEach(this::print);
        System.out.println();
        if (has(findings, Finding.Level.FAILURE)) {
            say(
                    "red",
                    "sockerless serve does not start without root until the failures above are mended, except with"
                            + " --driver wasm.");
            return 1;
        }
        say("yellow", "sockerless serve works without root here, with the limits above.");
        return 0;
    }

    private static boolean has(List<Finding> findings, Finding.Level level) {
        return findings.stream().anyMatch(finding -> finding.level() == level);
    }

    private void say(String style, String text) {
        System.out.println(colours.string("@|" + style + " " + text + "|@"));
    }

    private void print(Finding finding) {
        String mark = switch (finding.level()) {
            case OK -> "@|green ok     |@";
            case WARNING -> "@|yellow warning|@";
            case FAILURE -> "@|red failure|@";
        };
        System.out.println(colours.string(mark) + "  " + finding.subject() + ": " + finding.detail());
        if (!finding.mend().isEmpty()) {
            System.out.println("         " + colours.string("@|bold mend it:|@") + " " + finding.mend());
        }
    }
}
