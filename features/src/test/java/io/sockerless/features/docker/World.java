package io.sockerless.features.docker;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.http.Reply;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the steps of one scenario share. {@code ${word}} in their texts is a word of this scenario alone: the word itself
 * and a random ending, or what a step saved under it. Everything a scenario makes carries such a word and is removed
 * after it.
 */
public final class World {
    private static final Pattern WORD = Pattern.compile("\\$\\{([a-z][a-z0-9-]*)}");
    private final String ending = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), 36);
    private final Map<String, String> saved = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Daemon target;
    private Path directory;

    /** Chooses where this scenario runs; comes before any step. */
    public void use(Daemon chosen) {
        target = chosen;
        try {
            directory = Files.createTempDirectory("scenario-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        saved.put("dir", directory.toString());
        saved.put("socket", target.socket().toString());
    }

    public Daemon target() {
        return target;
    }

    /** A folder for the scenario's files; its commands run in it. */
    public Path directory() {
        return directory;
    }

    /** The ending that all names of this scenario have. */
    public String ending() {
        return ending;
    }

    /** Puts in what stands for {@code ${word}}. */
    public String filled(String text) {
        return WORD.matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(saved.getOrDefault(match.group(1), match.group(1) + "-" + ending)));
    }

    /** The text filled in, and its escapes (newline, tab, return, NUL, escape, backslash) made real. */
    public String literal(String text) {
        return filled(text).translateEscapes();
    }

    public void save(String word, String value) {
        saved.put(word, value);
    }

    /** Asks over the API. */
    public Reply ask(Request request) {
        return target.ask(request);
    }

    /** Closed after the scenario, the latest first. */
    public <T extends AutoCloseable> T closing(T resource) {
        open.addLast(resource);
        return resource;
    }

    /** Ends what is still open. */
    public void close() throws Exception {
        for (var resource : open.reversed()) {
            resource.close();
        }
    }
}
