package io.sockerless.drivers.agent;

import io.sockerless.drivers.agent.ShimClient.Standard;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A process's standard streams, as far as they were asked for. Whoever opened them owns them: read the outputs to
 * their end or {@link #close} them, for unread output holds the process back.
 */
public final class ShimStreams implements AutoCloseable {
    private final Map<Standard, AgentStream> streams = new EnumMap<>(Standard.class);

    private ShimStreams() {}

    /** Makes the streams; name their {@link #ids} in the request that is to use them. */
    public static ShimStreams open(AgentConnection connection, Set<Standard> wanted) {
        ShimStreams opened = new ShimStreams();
        for (Standard standard : wanted) {
            opened.streams.put(
                    standard,
                    switch (standard) {
                        case STDIN -> connection.writeStream();
                        case STDOUT, STDERR -> connection.readStream();
                    });
        }
        return opened;
    }

    /** The fields of a request that names these streams. */
    public Map<String, Object> ids() {
        Map<String, Object> ids = new LinkedHashMap<>();
        streams.forEach((standard, stream) -> ids.put(standard.name().toLowerCase(Locale.ROOT), stream.id()));
        return ids;
    }

    /** The streams, for {@link AgentConnection#request}. */
    public AgentStream[] all() {
        return streams.values().toArray(AgentStream[]::new);
    }

    /** The process's stdin; closing it is the half-close. Empty stream if it was not asked for. */
    public OutputStream stdin() {
        AgentStream stream = streams.get(Standard.STDIN);
        return stream == null ? OutputStream.nullOutputStream() : stream.output();
    }

    /** The process's stdout, or its terminal. Empty stream if it was not asked for. */
    public InputStream stdout() {
        return input(Standard.STDOUT);
    }

    /** The process's stderr. Empty stream if it was not asked for. */
    public InputStream stderr() {
        return input(Standard.STDERR);
    }

    private InputStream input(Standard standard) {
        AgentStream stream = streams.get(standard);
        return stream == null ? InputStream.nullInputStream() : stream.input();
    }

    /** Drops what has not ended; the process goes on without us. */
    @Override
    public void close() {
        for (AgentStream stream : all()) {
            stream.reset("detached");
        }
    }
}
