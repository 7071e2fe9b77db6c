package io.sockerless.drivers.linux.spec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first two numbers of a kernel release. */
public record KernelVersion(int major, int minor) {
    private static final Pattern START = Pattern.compile("^(\\d+)(?:\\.(\\d+))?");

    /** Reads {@code 6.1.0-9-amd64}; anything unreadable is 0.0. */
    public static KernelVersion parse(String release) {
        Matcher m = START.matcher(release);
        if (!m.find()) {
            return new KernelVersion(0, 0);
        }
        return new KernelVersion(Integer.parseInt(m.group(1)), m.group(2) == null ? 0 : Integer.parseInt(m.group(2)));
    }

    boolean atLeast(KernelVersion other) {
        return major > other.major || major == other.major && minor >= other.minor;
    }
}
