package io.sockerless.frontends.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http1.Http1Headers;
import io.helidon.webserver.http1.Http1Prologue;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** One HTTP/1.1 connection on its virtual thread: reads a head, lets the API answer, again until one side ends. */
final class HttpConnection {
    private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());
    private static final Duration LINGER = Duration.ofSeconds(1);
    /** As much of a head costs nothing; what clients send is a few hundred bytes. */
    private static final int FREE = 2 << 10;
    /** Bytes of memory for each byte of a head: the shortest header becomes several objects. */
    private static final long HEAD_WEIGHT = 32;

    static {
        // Helidon would look through all of its services, for no more than to parse a request's head.
        if (!GlobalServiceRegistry.configured()) {
            GlobalServiceRegistry.registry(ServiceRegistryManager.create(ServiceRegistryConfig.builder()
                            .discoverServices(false)
                            .discoverServicesFromServiceLoader(false)
                            .build())
                    .registry());
        }
    }

    private final SocketChannel channel;
    private final Wire wire;
    private final WireInput input;
    private final WireOutput output;
    private final DataReader reader;
    private final Http1Prologue prologueParser;
    private final Http1Headers headersParser;
    private final Exchange.Connection exchangeSide;
    private final Service service;
    private final Allowance.Share share;
    private final Patience patience = new Patience();

    private Thread thread;
    private volatile boolean closing;
    private volatile Exchange current;
    private int headBytes;

    HttpConnection(SocketChannel channel, Wire wire, Service service, Limits limits, Allowance allowance)
            throws IOException {
        this.channel = channel;
        this.wire = wire;
        this.service = service;
        share = allowance.share();
        input = new WireInput(wire);
        output = new WireOutput(wire);
        reader = DataReader.create(this::receive);
        prologueParser = new Http1Prologue(reader, limits.requestLineBytes(), false);
        headersParser = new Http1Headers(reader, limits.headerBytes(), true);
        exchangeSide = new Exchange.Connection(input, output, peer(channel), service.observer(), share, patience);
    }

    /** Before {@link #handle}: the thread that will call it. */
    void runOn(Thread handler) {
        thread = handler;
        patience.runOn(handler);
    }

    void handle() {
        if (!open()) {
            linger();
            return;
        }
        boolean clean = true;
        try {
            boolean more = true;
            while (more && !closing) {
                RequestHead head = readHead();
                RequestBody body = new RequestBody(input, output, head.length(), head.continueExpected());
                boolean answered = serve(head, body);
                clean = answered && body.skipRest();
                more = clean && !head.close();
                share.giveBack();
            }
        } catch (CloseConnectionException | DataReader.InsufficientDataAvailableException _) {
            // The client has ended between requests, or within a head: nobody waits for an answer.
            clean = true;
        } catch (RequestException e) {
            clean = refuse(service.api().malformed(e.status().code(), e.getMessage()));
        } catch (MalformedRequestException e) {
            clean = refuse(service.api().malformed(400, e.getMessage()));
        } catch (OverloadedException e) {
            clean = refuse(service.api().malformed(503, e.getMessage()));
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "connection broke", e);
        } finally {
            share.giveBack();
            input.stop();
        }
        if (!clean) {
            reader.skip(reader.available());
            linger();
        } else if (wire.takesLeave()) {
            takeLeave();
        }
    }

    private boolean open() {
        try {
            wire.open();
            return true;
        } catch (IOException e) {
            // The JDK has what matters most at the bottom.
            Throwable bottom = e;
            while (bottom.getCause() != null) {
                bottom = bottom.getCause();
            }
            boolean left = bottom instanceof EOFException || bottom instanceof ClosedChannelException;
            LOG.log(
                    left ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "TLS handshake error from " + exchangeSide.peer() + ": " + e.getMessage()
                            + (bottom == e ? "" : " (" + bottom.getMessage() + ")"));
            return false;
        }
    }

    private RequestHead readHead() {
        headBytes = 0;
        patience.begin();
        try {
            HttpPrologue prologue = prologueParser.readPrologue();
            Headers headers = headersParser.readHeaders(prologue);
            patience.end();
            int rest = reader.available();
            input.giveBack(rest == 0 ? new byte[0] : reader.readBytes(rest));
            share.giveBack();
            hold(headBytes - rest);
            return RequestHead.of(prologue, headers);
        } catch (IllegalArgumentException e) {
            // The parser's way to refuse bytes that cannot stand where they stand.
            throw new MalformedRequestException(String.valueOf(e.getMessage()));
        }
    }

    /** How long the client has been waited for; zero when it is the one who waits. */
    Duration idleTime() {
        return patience.spent();
    }

    /** Cuts the connection if it is the client who is waited for. */
    void endIfIdle() {
        patience.runOut();
    }

    /** First without {@code interrupt}: ends what waits or streams. With it: cuts whatever is left. */
    void close(boolean interrupt) {
        closing = true;
        Exchange exchange = current;
        if (exchange != null && !interrupt) {
            exchange.departure().happen();
        } else {
            thread.interrupt();
        }
    }

    private static String peer(SocketChannel channel) throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : "unix";
    }

    private byte[] receive() {
        try {
            hold(headBytes);
            byte[] bytes = input.take();
            headBytes += bytes == null ? 0 : bytes.length;
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void hold(int head) {
        if (head > FREE) {
            share.require(head * HEAD_WEIGHT);
        }
    }

    /** @return whether the connection is fit for another request */
    private boolean serve(RequestHead head, RequestBody body) {
        Exchange exchange = new Exchange(exchangeSide, service.nextId(), head, body);
        if (head.close()) {
            exchange.header("Connection", "close");
        }
        current = exchange;
        if (closing) {
            exchange.departure().happen();
        }
        try {
            return service.answer(exchange);
        } finally {
            exchange.departure().end();
            current = null;
            // An interrupt that was meant for this exchange must not hit the next one.
            if (Thread.interrupted() && closing) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @return false: the connection ends */
    private boolean refuse(Api.Answer answer) {
        ResponseHead head = new ResponseHead();
        head.set("Content-Type", answer.contentType());
        head.set("Content-Length", Integer.toString(answer.body().length));
        head.set("Connection", "close");
        byte[] bytes = head.bytes(answer.status());
        try {
            output.write(ByteBuffer.wrap(bytes), ByteBuffer.wrap(answer.body()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody waits for the refusal", e);
        }
        return false;
    }

    /**
     * Reads what the client still sends, for a while: closing a socket with unread bytes makes the kernel throw away
     * the end of our answer at the client.
     */
    private void linger() {
        Thread limit = limit();
        try {
            wire.endOutput();
            ByteBuffer waste = ByteBuffer.allocate(8 << 10);
            while (channel.read(waste.clear()) >= 0) {
                // Thrown away.
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "connection broke while it was closed", e);
        } finally {
            limit.interrupt();
        }
    }

    private void takeLeave() {
        Thread limit = limit();
        try {
            wire.endOutput();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "connection broke while it was closed", e);
        } finally {
            limit.interrupt();
        }
    }

    /** The end of our words may find a client that reads nothing, and its words may have no end. */
    private Thread limit() {
        return Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(LINGER);
                channel.close();
            } catch (InterruptedException | IOException _) {
                // Ended in time, or broken anyway.
            }
        });
    }
}
