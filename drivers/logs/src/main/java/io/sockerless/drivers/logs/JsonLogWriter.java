package io.sockerless.drivers.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sockerless.drivers.spi.TaskSpec.LogSpec;
import io.sockerless.engine.model.ByteSize;
import io.sockerless.engine.model.EngineException;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

/**
 * Writes a container's output line by line in Docker's json-file format, for drivers whose daemon sees the output itself.
 * Streams and no channels: the threads that write may be interrupted. Not safe for use by several threads at once.
 */
public final class JsonLogWriter implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> TYPES = Set.of("", "json-file", "none");
    private static final Set<String> OPTIONS =
            Set.of("max-size", "max-file", "labels", "labels-regex", "env", "env-regex", "tag");
    private static final int LONGEST = 16 << 10;

    private final Path path;
    private final boolean kept;
    private final long maxSize;
    private final int maxFiles;
    private final Map<String, String> attributes;
    private final LogGrowth growth;
    private final ByteArrayOutputStream[] partial = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
    private OutputStream out;
    private long size;

    /**
     * Appends to a log.
     *
     * @param growth is told of each entry, and of the end when this is closed
     * @throws EngineException INTERNAL when it cannot be opened
     */
    public JsonLogWriter(Path path, LogSpec log, LogGrowth growth) {
        this.path = path;
        this.kept = !log.type().equals("none");
        this.maxSize = log.options().containsKey("max-size")
                ? ByteSize.decimal(log.options().get("max-size"))
                : 0;
        this.maxFiles = Integer.parseInt(log.options().getOrDefault("max-file", "1"));
        this.attributes = log.attributes();
        this.growth = growth;
        try {
            out = kept ? new FileOutputStream(path.toFile(), true) : OutputStream.nullOutputStream();
            size = kept ? Files.size(path) : 0;
        } catch (IOException e) {
            throw EngineException.internal("opening the log: " + e.getMessage(), e);
        }
    }

    /** @throws EngineException naming the driver and what it does not keep */
    public static void check(String driver, LogSpec log) {
        if (!TYPES.contains(log.type())) {
            throw EngineException.invalid(
                    "driver " + driver + ": log driver '" + log.type() + "'; it has json-file and none");
        }
        for (String option : log.options().keySet()) {
            if (!OPTIONS.contains(option)) {
                throw EngineException.notImplemented("driver " + driver + ": log option " + option);
            }
        }
        if (log.options().containsKey("max-size")) {
            ByteSize.decimal(log.options().get("max-size"));
        }
        try {
            if (Integer.parseInt(log.options().getOrDefault("max-file", "1")) < 1) {
                throw EngineException.invalid("max-file cannot be less than 1");
            }
        } catch (NumberFormatException e) {
            throw EngineException.invalid("max-file: " + e.getMessage());
        }
    }

    /** Output of this moment. */
    public void write(boolean error, byte[] bytes, int offset, int length) {
        write(error, Instant.now(), LogPlace.NONE, bytes, offset, length);
    }

    /**
     * Output of a moment that the caller knows.
     *
     * @param place where it ends in its run's output; kept with the entries
     */
    public void write(boolean error, Instant time, LogPlace place, byte[] bytes, int offset, int length) {
        if (!kept) {
            return;
        }
        ByteArrayOutputStream line = partial[error ? 1 : 0];
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        for (int i = offset; i < offset + length; i++) {
            line.write(bytes[i]);
            if (bytes[i] == '\n' || line.size() == LONGEST) {
                entry(error, time, place.before(offset + length - 1 - i), line, entries);
            }
        }
        append(entries);
    }

    private void entry(
            boolean error, Instant time, LogPlace place, ByteArrayOutputStream line, ByteArrayOutputStream to) {
        try (JsonGenerator json = JSON.createGenerator(to)) {
            json.writeStartObject();
            json.writeStringField("log", line.toString(StandardCharsets.UTF_8));
            json.writeStringField("stream", error ? "stderr" : "stdout");
            if (!attributes.isEmpty()) {
                json.writeObjectFieldStart("attrs");
                for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                    json.writeStringField(attribute.getKey(), attribute.getValue());
                }
                json.writeEndObject();
            }
            json.writeStringField("time", time.truncatedTo(ChronoUnit.MICROS).toString());
            if (place.known()) {
                json.writeStringField(LogPlace.FIELD, place.toString());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw EngineException.internal("writing a log entry: " + e.getMessage(), e);
        }
        line.reset();
        to.write('\n');
        if (maxSize > 0 && size + to.size() >= maxSize) {
            append(to);
            to.reset();
            rotate();
        }
    }

    private void append(ByteArrayOutputStream entries) {
        if (entries.size() == 0) {
            return;
        }
        try {
            out.write(entries.toByteArray());
            size += entries.size();
        } catch (IOException e) {
            throw EngineException.internal("writing the log: " + e.getMessage(), e);
        }
        growth.grown();
    }

    private Path rotated(int times) {
        return times == 0 ? path : path.resolveSibling(path.getFileName() + "." + times);
    }

    private void rotate() {
        try {
            out.close();
            for (int i = maxFiles - 1; i > 0; i--) {
                if (Files.exists(rotated(i - 1))) {
                    Files.move(rotated(i - 1), rotated(i), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            if (maxFiles == 1) {
                Files.deleteIfExists(path);
            }
            out = new FileOutputStream(path.toFile(), true);
            size = 0;
        } catch (IOException e) {
            throw EngineException.internal("rotating the log: " + e.getMessage(), e);
        }
    }

    /** With what had no newline yet. */
    @Override
    public void close() {
        for (int i = 0; i < partial.length; i++) {
            if (partial[i].size() > 0) {
                ByteArrayOutputStream entries = new ByteArrayOutputStream();
                entry(i == 1, Instant.now(), LogPlace.NONE, partial[i], entries);
                append(entries);
            }
        }
        try {
            out.close();
        } catch (IOException e) {
            throw EngineException.internal("closing the log: " + e.getMessage(), e);
        }
        growth.end();
    }
}
