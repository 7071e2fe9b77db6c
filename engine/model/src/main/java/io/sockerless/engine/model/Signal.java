package io.sockerless.engine.model;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A Linux signal number (signal(7), x86 and arm), 1 to 64. */
public record Signal(int number) {
    private static final Map<String, Integer> BY_NAME = new HashMap<>();

    static {
        String[] names = {
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS"
        };
        for (int i = 0; i < names.length; i++) {
            BY_NAME.put(names[i], i + 1);
        }
        BY_NAME.putAll(Map.of("IOT", 6, "CLD", 17, "POLL", 29, "UNUSED", 31));
        for (int i = 0; i <= 15; i++) {
            BY_NAME.put(i == 0 ? "RTMIN" : "RTMIN+" + i, 34 + i);
        }
        for (int i = 0; i <= 14; i++) {
            BY_NAME.put(i == 0 ? "RTMAX" : "RTMAX-" + i, 64 - i);
        }
    }

    public static final Signal KILL = new Signal(9);
    public static final Signal TERM = new Signal(15);

    public Signal {
        if (number < 1 || number > 64) {
            throw EngineException.invalid("The linux daemon does not support signal " + number);
        }
    }

    /**
     * Reads {@code 9}, {@code KILL}, {@code SIGKILL} or {@code sigrtmin+3}.
     *
     * @throws EngineException INVALID, in dockerd's words
     */
    public static Signal parse(String text) {
        return new Signal(numberOf(text));
    }

    /**
     * As {@link #parse}, but a number need not be one that a Linux process can get.
     *
     * @throws EngineException INVALID, in dockerd's words
     */
    public static int numberOf(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        Integer number = BY_NAME.get(name.startsWith("SIG") ? name.substring(3) : name);
        if (number == null
                && !text.isEmpty()
                && text.length() < 4
                && text.chars().allMatch(Character::isDigit)) {
            number = Integer.valueOf(text);
        }
        if (number == null || number < 1) {
            throw EngineException.invalid("Invalid signal: " + text);
        }
        return number;
    }
}
