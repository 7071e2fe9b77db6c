package io.sockerless.drivers.linux.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The environment of a container's processes. */
public final class Environment {
    private static final String DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Environment() {}

    /**
     * PATH, HOSTNAME and TERM as dockerd gives them, below what the client and the image say. A name without {@code =}
     * removes a variable. HOME is the runtime's to add, from the account of the user.
     */
    public static List<String> of(List<String> given, String hostname, boolean tty) {
        List<String> base = new ArrayList<>();
        base.add(DEFAULT_PATH);
        base.add("HOSTNAME=" + hostname);
        if (tty) {
            base.add("TERM=xterm");
        }
        return merge(base, given);
    }

    /** {@code over} replaces entries of the same name in place and appends others. */
    public static List<String> merge(List<String> base, List<String> over) {
        Map<String, String> out = new LinkedHashMap<>();
        base.forEach(entry -> out.put(name(entry), entry));
        for (String entry : over) {
            if (entry.indexOf('=') < 0) {
                out.remove(entry);
            } else {
                out.put(name(entry), entry);
            }
        }
        return new ArrayList<>(out.values());
    }

    private static String name(String entry) {
        int equals = entry.indexOf('=');
        return equals < 0 ? entry : entry.substring(0, equals);
    }
}
