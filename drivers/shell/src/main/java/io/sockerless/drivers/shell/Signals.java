package io.sockerless.drivers.shell;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** Linux' signals by number and name. */
final class Signals {
    static final int INT = 2;
    static final int KILL = 9;
    static final int PIPE = 13;

    private static final List<String> NAMES = List.of(
            "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");
    private static final List<String> TEXTS = List.of(
            "", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error",
            "Floating point exception", "Killed", "User defined signal 1", "Segmentation fault",
            "User defined signal 2", "Broken pipe", "Alarm clock", "Terminated");
    /** Those that end no process which has no handler for them. */
    private static final Set<Integer> HARMLESS = Set.of(17, 18, 23, 28);

    private static final Set<Integer> STOPPING = Set.of(19, 20, 21, 22);

    private Signals() {}

    static int count() {
        return NAMES.size();
    }

    static String name(int number) {
        return number < NAMES.size() ? NAMES.get(number) : "RTMIN+" + (number - 34);
    }

    /** @param text a number, or a name with or without SIG */
    static OptionalInt number(String text) {
        if (text.matches("[0-9]{1,3}")) {
            int number = Integer.parseInt(text);
            return number <= 64 ? OptionalInt.of(number) : OptionalInt.empty();
        }
        String upper = text.toUpperCase(Locale.ROOT);
        int found = NAMES.indexOf(upper.startsWith("SIG") ? upper.substring(3) : upper);
        return found >= 0 ? OptionalInt.of(found) : OptionalInt.empty();
    }

    static boolean harmless(int number) {
        return HARMLESS.contains(number);
    }

    static boolean stopping(int number) {
        return STOPPING.contains(number);
    }

    /** As the C library describes it. */
    static String text(int number) {
        return number < TEXTS.size() ? TEXTS.get(number) : "Signal " + number;
    }
}
