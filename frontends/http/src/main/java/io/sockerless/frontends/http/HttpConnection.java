package io.sockerless.frontends.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Headers;
import io.helidon.webserver.http1.Http1Prologue;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** One HTTP/1.1 connection on its virtual thread: reads a head, lets the API answer, again until one side ends. */
final class HttpConnection implements ServerConnection {
    private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final SocketChannel channel;
    private final WireInput input;
    private final WireOutput output;
    private final DataReader reader;
    private final Http1Prologue prologueParser;
    private final Http1Headers headersParser;
    private final Exchange.Connection exchangeSide;
    private final Service service;

    private volatile Thread thread;
    private volatile boolean closing;
    private volatile Exchange current;
    private volatile long idleSince = System.nanoTime();

    HttpConnection(ConnectionContext context, SocketChannel channel, Service service, Limits limits) {
        this.channel = channel;
        this.service = service;
        input = new WireInput(channel);
        output = new WireOutput(channel);
        reader = DataReader.create(this::receive);
        prologueParser = new Http1Prologue(reader, limits.requestLineBytes(), false);
        headersParser = new Http1Headers(reader, limits.headerBytes(), false);
        exchangeSide = new Exchange.Connection(input, output, peer(context), service.observer());
    }

    @Override
    public void handle(Limit limit) {
        thread = Thread.currentThread();
        boolean clean = true;
        try {
            boolean more = true;
            while (more && !closing) {
                idleSince = System.nanoTime();
                HttpPrologue prologue = prologueParser.readPrologue();
                Headers headers = headersParser.readHeaders(prologue);
                input.giveBack(reader.available() == 0 ? new byte[0] : reader.readBytes(reader.available()));
                RequestHead head = RequestHead.of(prologue, headers);
                RequestBody body = new RequestBody(input, output, head.length(), head.continueExpected());
                boolean answered = serve(head, body);
                clean = answered && body.skipRest();
                more = clean && !head.close();
            }
        } catch (CloseConnectionException | DataReader.InsufficientDataAvailableException _) {
            // The client has ended between requests, or within a head: nobody waits for an answer.
            clean = true;
        } catch (RequestException e) {
            clean = refuse(service.api().malformed(e.status().code(), e.getMessage()));
        } catch (MalformedRequestException e) {
            clean = refuse(service.api().malformed(400, e.getMessage()));
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "connection broke", e);
        } finally {
            input.stop();
        }
        if (!clean) {
            linger();
        }
    }

    @Override
    public Duration idleTime() {
        return current == null ? Duration.ofNanos(System.nanoTime() - idleSince) : Duration.ZERO;
    }

    /** First without {@code interrupt}: ends what waits or streams. With it: cuts whatever is left. */
    @Override
    public void close(boolean interrupt) {
        closing = true;
        Exchange exchange = current;
        if (exchange != null && !interrupt) {
            exchange.departure().happen();
        } else if (thread != null) {
            thread.interrupt();
        }
    }

    private static String peer(ConnectionContext context) {
        int port = context.remotePeer().port();
        return port < 0 ? "unix" : context.remotePeer().host() + ":" + port;
    }

    private byte[] receive() {
        try {
            return input.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        Thread limit = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(LINGER);
                channel.shutdownInput();
            } catch (InterruptedException | IOException _) {
                // Ended in time, or broken anyway.
            }
        });
        try {
            channel.shutdownOutput();
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
}
