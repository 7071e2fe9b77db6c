package io.sockerless.frontends.http;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps each accepted channel until its connection is made. Helidon configures a channel right after accepting it and
 * names the connection after the channel's identity; the connection itself does not give the channel away.
 */
final class AcceptedChannels implements SocketOptions {
    private final Map<String, SocketChannel> pending = new ConcurrentHashMap<>();

    @Override
    public void configureSocket(SocketChannel channel) {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A channel that was never claimed, because its thread could not start, must not stay for ever.
        pending.values().removeIf(other -> !other.isOpen());
        pending.put("0x" + HexFormat.of().toHexDigits(System.identityHashCode(channel)), channel);
    }

    /** @param connectionId Helidon's id of the connection */
    SocketChannel claim(String connectionId) {
        SocketChannel channel = pending.remove(connectionId);
        if (channel == null) {
            throw new IllegalStateException("no accepted channel " + connectionId);
        }
        return channel;
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return Map.of();
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration readTimeout() {
        return Duration.ZERO;
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return Optional.empty();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return Optional.empty();
    }

    @Override
    public boolean socketReuseAddress() {
        return true;
    }

    @Override
    public boolean socketKeepAlive() {
        return true;
    }

    @Override
    public boolean tcpNoDelay() {
        return true;
    }
}
