package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runtimes' words for a failed start or exec, in dockerd's: clients derive exit codes 126 and 127 from them. */
final class RuntimeComplaint {
    private static final Pattern NOT_IN_PATH = Pattern.compile("executable file [`'\"]?([^`'\"]*)[`'\"]? not found");
    private static final String START = "failed to create shim task: OCI runtime create failed: ";
    private static final String EXEC = "OCI runtime exec failed: exec failed: ";

    private RuntimeComplaint() {}

    static EngineException ofStart(EngineException e, String program, String cwd) {
        return new EngineException(
                e.kind(), START + "unable to start container process: " + words(e, program, cwd) + ": unknown", e);
    }

    static EngineException ofExec(EngineException e, String program, String cwd) {
        return new EngineException(
                e.kind(), EXEC + "unable to start container process: " + words(e, program, cwd) + ": unknown", e);
    }

    private static String words(EngineException e, String program, String cwd) {
        String text = e.getMessage();
        Matcher missing = NOT_IN_PATH.matcher(text);
        if (missing.find()) {
            return "exec: \"" + program + "\": "
                    + (program.contains("/")
                            ? "stat " + program + ": no such file or directory"
                            : "executable file not found in $PATH");
        }
        if (text.startsWith("open executable") || text.startsWith("exec ") || text.startsWith("execve")) {
            return "exec: \"" + program + "\": " + (text.endsWith("directory") ? "stat " + program + ": " : "")
                    + reason(text);
        }
        if (text.startsWith("chdir")) {
            return "chdir to cwd (\"" + cwd + "\") set in config.json failed: " + reason(text);
        }
        return text;
    }

    /** The C library's words as Go writes them. */
    private static String reason(String text) {
        String last = text.substring(text.lastIndexOf(": ") + 2);
        return last.isEmpty() ? last : Character.toLowerCase(last.charAt(0)) + last.substring(1);
    }
}
