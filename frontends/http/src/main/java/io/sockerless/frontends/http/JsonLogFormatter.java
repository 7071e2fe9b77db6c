package io.sockerless.frontends.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One JSON object per line: time, level, logger, message, the request that the thread works for, and the stack trace. */
public final class JsonLogFormatter extends Formatter {
    /** Replaces the root logger's handlers by one that writes such lines to standard error. */
    public static void install(Level level) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Handler handler = new ConsoleHandler();
        handler.setFormatter(new JsonLogFormatter());
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
        OURS.setLevel(level);
    }

    // JUL keeps loggers weakly: without this reference the level would be lost.
    private static final Logger OURS = Logger.getLogger("io.sockerless");

    @Override
    public String format(LogRecord entry) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", entry.getInstant().truncatedTo(ChronoUnit.MICROS).toString());
        line.put("level", entry.getLevel().getName());
        line.put("logger", entry.getLoggerName());
        String message = formatMessage(entry);
        int mark = message.indexOf(LogFields.MARK);
        line.put("message", mark < 0 ? message : message.substring(0, mark));
        if (!RequestScope.id().isEmpty()) {
            line.put("request", RequestScope.id());
        }
        if (entry.getThrown() != null) {
            StringWriter trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            line.put("trace", trace.toString());
        }
        String json = new String(Json.line(line), StandardCharsets.UTF_8);
        // The fields are an object already: both become one.
        return mark < 0 ? json : json.substring(0, json.length() - 2) + "," + message.substring(mark + 2) + "\n";
    }
}
