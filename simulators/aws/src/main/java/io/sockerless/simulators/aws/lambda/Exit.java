package io.sockerless.simulators.aws.lambda;

import java.util.Map;

/** How the first process of an environment has ended. */
record Exit(int code) {
    static final String TYPE = "Runtime.ExitError";
    private static final int SIGNALLED = 128;

    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "hangup",
            2, "interrupt",
            3, "quit",
            4, "illegal instruction",
            6, "aborted",
            7, "bus error",
            8, "floating point exception",
            9, "killed",
            11, "segmentation fault",
            15, "terminated");

    /** In Lambda's words. */
    String told() {
        if (code == 0) {
            return "Runtime exited without providing a reason";
        }
        String signal = SIGNALS.get(code - SIGNALLED);
        return "Runtime exited with error: " + (signal == null ? "exit status " + code : "signal: " + signal);
    }
}
