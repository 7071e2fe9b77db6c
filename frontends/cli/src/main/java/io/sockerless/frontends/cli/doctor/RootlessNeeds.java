package io.sockerless.frontends.cli.doctor;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a daemon without root is started with, as far as this machine has it. */
public final class RootlessNeeds {
    private final List<Finding> findings;
    private final boolean subordinate;

    private RootlessNeeds(List<Finding> findings, boolean subordinate) {
        this.findings = findings;
        this.subordinate = subordinate;
    }

    public static RootlessNeeds of(Map<String, String> environment) {
        RootlessChecks checks = new RootlessChecks(environment);
        return new RootlessNeeds(checks.needed(), checks.hasSubordinateIds());
    }

    /** @throws EngineException with all that is missing, and what mends it */
    public void require() {
        List<Finding> missing = findings.stream()
                .filter(finding -> finding.level() == Finding.Level.FAILURE)
                .toList();
        if (!missing.isEmpty()) {
            throw EngineException.invalid("cannot serve without root here:\n"
                    + missing.stream()
                            .map(finding -> "  " + finding.subject() + ": " + finding.detail() + "\n    mend it: "
                                    + finding.mend())
                            .collect(Collectors.joining("\n"))
                    + "\nAll about it: sockerless doctor --rootless. Or run it as root: sudo sockerless serve; a user needs"
                    + " no root to use it, membership in the group of its socket is enough. WebAssembly alone needs nothing:"
                    + " sockerless serve --driver wasm.");
        }
    }

    public Path slirp() {
        return ProgramChecks.onPath("slirp4netns").orElseThrow();
    }

    /** What the agent's rootless mode is told. */
    public String ids() {
        return subordinate ? "auto" : "single";
    }
}
