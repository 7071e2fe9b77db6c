package io.sockerless.drivers.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sockerless.engine.model.EngineException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How far a log has come in the output of a run that is read from elsewhere, so that a later daemon goes on there. It is
 * one more field of a log's entries, which Docker's readers pass over.
 *
 * @param run names the run
 * @param end bytes of the run's output, of both channels, up to the end of an entry
 */
public record LogPlace(String run, long end) {
    /** For output that has no place. */
    public static final LogPlace NONE = new LogPlace("", 0);

    static final String FIELD = "place";

    private static final JsonFactory JSON = new JsonFactory();

    boolean known() {
        return !run.isEmpty();
    }

    LogPlace before(int bytes) {
        return new LogPlace(run, end - bytes);
    }

    @Override
    public String toString() {
        return run + ":" + end;
    }

    /**
     * How far a log has a run's output.
     *
     * @return of standard output and of standard error, in this order; 0 where there is none
     * @throws EngineException INTERNAL when it cannot be read
     */
    public static List<Long> last(Path log, String run) {
        long[] ends = new long[2];
        for (Path file : List.of(log.resolveSibling(log.getFileName() + ".1"), log)) {
            if (!Files.exists(file)) {
                continue;
            }
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    read(line, run, ends);
                }
            } catch (IOException e) {
                throw EngineException.internal("reading the log " + file + ": " + e.getMessage(), e);
            }
        }
        return List.of(ends[0], ends[1]);
    }

    private static void read(String line, String run, long[] ends) throws IOException {
        int channel = 0;
        String place = "";
        try (JsonParser parser = JSON.createParser(line)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals("stream")) {
                    channel = parser.nextTextValue().equals("stderr") ? 1 : 0;
                } else if (token == JsonToken.FIELD_NAME && parser.currentName().equals(FIELD)) {
                    place = parser.nextTextValue();
                }
            }
        } catch (com.fasterxml.jackson.core.JsonParseException _) {
            return; // the last line of a daemon that was killed while it wrote
        }
        if (place.startsWith(run + ":")) {
            ends[channel] = Math.max(ends[channel], Long.parseLong(place.substring(run.length() + 1)));
        }
    }
}
