package io.sockerless.drivers.linux;

import io.sockerless.drivers.agent.ShimCreate;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** LogConfig of the two log drivers that we have. */
final class LogOptions {
    private static final Set<String> KNOWN = Set.of(
            "max-size", "max-file", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size");
    private static final Pattern SIZE = Pattern.compile("^(\\d+(?:\\.\\d+)?) ?([kmgtp]?)(?:i?b)?$");

    private LogOptions() {}

    /** @throws EngineException INVALID in dockerd's words */
    static ShimCreate.Log of(LogSpec log, Path path) {
        return switch (log.type()) {
            case "none" -> ShimCreate.Log.NONE;
            case "", "json-file" -> jsonFile(log.options(), path);
            default -> throw EngineException.invalid("logger: no log driver named '" + log.type() + "' is registered");
        };
    }

    private static ShimCreate.Log jsonFile(Map<String, String> options, Path path) {
        for (String key : options.keySet()) {
            if (key.equals("compress")) {
                if (!options.get(key).equals("false")) {
                    throw EngineException.notImplemented("driver linux: log option compress");
                }
            } else if (!KNOWN.contains(key)) {
                throw EngineException.invalid("unknown log opt '" + key + "' for json-file log driver");
            }
        }
        long maxSize = options.containsKey("max-size") ? size(options.get("max-size")) : 0;
        int maxFile = options.containsKey("max-file") ? count(options.get("max-file")) : 1;
        if (maxSize <= 0 && options.containsKey("max-file")) {
            throw EngineException.invalid("max-file is set but max-size is not");
        }
        return new ShimCreate.Log("json-file", path.toString(), maxSize, maxFile);
    }

    private static int count(String text) {
        try {
            int count = Integer.parseInt(text);
            if (count < 1) {
                throw EngineException.invalid("max-file cannot be less than 1");
            }
            return count;
        } catch (NumberFormatException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INVALID,
                    "strconv.Atoi: parsing \"" + text + "\": invalid syntax",
                    e);
        }
    }

    private static long size(String text) {
        if (text.equals("-1")) {
            return 0;
        }
        Matcher m = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw EngineException.invalid("invalid size: '" + text + "'");
        }
        int power = m.group(2).isEmpty() ? 0 : "kmgtp".indexOf(m.group(2)) + 1;
        return (long) (Double.parseDouble(m.group(1)) * (1L << (10 * power)));
    }
}
