package io.sockerless.frontends.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Looks at the machine; changes nothing. Exit code 1 when the Linux driver cannot run containers here. */
@Command(
        name = "doctor",
        description = "Says what this machine can run, what is missing, and the command that mends it.",
        mixinStandardHelpOptions = true)
public final class Doctor implements Callable<Integer> {
    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(KernelChecks.all());
        findings.addAll(ProgramChecks.all());
        findings.forEach(Doctor::print);
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAILURE);
        boolean warned = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.WARNING);
        System.out.println();
        System.out.println(
                failed
                        ? "The driver linux cannot run containers here until the failures above are mended."
                        : "The driver linux can run containers here" + (warned ? ", with the limits above." : "."));
        return failed ? 1 : 0;
    }

    private static void print(Finding finding) {
        String mark = switch (finding.level()) {
            case OK -> "@|green ok     |@";
            case WARNING -> "@|yellow warning|@";
            case FAILURE -> "@|red failure|@";
        };
        System.out.println(Ansi.AUTO.string(mark) + "  " + finding.subject() + ": " + finding.detail());
        if (!finding.mend().isEmpty()) {
            System.out.println("         mend it: " + finding.mend());
        }
    }
}
