package io.sockerless.frontends.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/** Makes every connection of a listener ours. */
final class ConnectionSelector implements ServerConnectionSelector {
    private final AcceptedChannels channels;
    private final Service service;
    private final Limits limits;

    ConnectionSelector(AcceptedChannels channels, Service service, Limits limits) {
        this.channels = channels;
        this.service = service;
        this.limits = limits;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("http/1.1");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new HttpConnection(context, channels.claim(context.childSocketId()), service, limits);
    }
}
