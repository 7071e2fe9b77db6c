package io.sockerless.frontends.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One request and its answer. Used by the request's own thread, except {@link #gone}. Every answer is given exactly
 * once: by {@code send}, {@code stream} or {@code hijack}.
 */
public final class Exchange {
    /** Documents up to this size cost nothing. */
    private static final int DOCUMENT = 2 << 10;
    /** Bytes of memory for each byte of a document that has been taken apart. */
    private static final long DOCUMENT_WEIGHT = 8;

    private final Connection connection;
    private final String id;
    private final RequestHead request;
    private final RequestBody body;
    private final ResponseHead head = new ResponseHead();
    private final Departure departure;
    private final AtomicLong sent = new AtomicLong();
    private Query query;
    private String operation = "";
    private int status;
    private boolean streaming;
    private boolean hijacked;

    /** What an exchange needs of its connection. */
    record Connection(
            WireInput input,
            WireOutput output,
            String peer,
            RequestObserver observer,
            Allowance.Share share,
            Patience patience) {}

    Exchange(Connection connection, String id, RequestHead request, RequestBody body) {
        this.connection = connection;
        this.id = id;
        this.request = request;
        this.body = body;
        this.departure = new Departure(connection.input());
    }

    /** Unique among the requests of this process; in every log line that the request's thread writes. */
    public String id() {
        return id;
    }

    public String method() {
        return request.method();
    }

    /** Decoded. */
    public String path() {
        return request.path();
    }

    /** The query as it came, without its question mark. */
    public String rawQuery() {
        return request.rawQuery();
    }

    /** @throws MalformedRequestException when it cannot be decoded */
    public Query query() {
        if (query == null) {
            query = Query.parse(request.rawQuery());
        }
        return query;
    }

    /** The first value of a request header, empty when there is none. */
    public String requestHeader(String name) {
        return request.headers()
                .first(HeaderNames.create(name))
                .map(String::strip)
                .orElse("");
    }

    /** The value of each line of a header as it came, commas and all. */
    public List<String> requestHeaderLines(String name) {
        return request.headers()
                .find(HeaderNames.create(name))
                .map(Header::allValues)
                .orElse(List.of());
    }

    /** The names of the request's headers in small letters. */
    public Set<String> requestHeaderNames() {
        Set<String> names = new TreeSet<>();
        request.headers().forEach(header -> names.add(header.headerName().lowerCase()));
        return names;
    }

    public List<String> requestHeaders(String name) {
        return request.headers().values(HeaderNames.create(name));
    }

    /** Whether the body can have any byte. */
    public boolean hasBody() {
        return !body.ended();
    }

    /** The request's body; reading beyond what was sent gives the end. */
    public InputStream body() {
        return body;
    }

    /**
     * The whole body, of at most {@code longest} bytes, to be held and taken apart in memory.
     *
     * @throws BodyTooLongException when it is longer
     * @throws OverloadedException when it is not small and there are too many such requests now
     */
    public byte[] document(int longest) throws IOException {
        connection.patience().begin();
        byte[] bytes = new byte[DOCUMENT];
        int length = 0;
        for (int n; (n = body.read(bytes, length, bytes.length - length)) >= 0; ) {
            length += n;
            if (length > longest) {
                throw new BodyTooLongException();
            }
            if (length == bytes.length) {
                connection.share().require(bytes.length * 2 * DOCUMENT_WEIGHT);
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
        }
        connection.patience().end();
        return Arrays.copyOf(bytes, length);
    }

    /** What was sent behind the body's last chunk, once the body is read; empty for nothing. */
    public String requestTrailer(String name) {
        return body.trailer(name);
    }

    /** Text about the other side, for logs. */
    public String peer() {
        return connection.peer();
    }

    /** The name of what is asked, for logs and metrics. */
    public String operation() {
        return operation;
    }

    public void operation(String name) {
        operation = name;
    }

    /** Sets a header of the answer. */
    public Exchange header(String name, String value) {
        head.set(name, value);
        return this;
    }

    /** One more line of the answer's head, whatever it has by that name. */
    public Exchange addHeader(String name, String value) {
        head.add(name, value);
        return this;
    }

    public Exchange removeHeader(String name) {
        head.remove(name);
        return this;
    }

    /** The answer's status once it is on its way, 0 before. */
    public int status() {
        return status;
    }

    /** Bytes of the answer's body so far. */
    public long bytesSent() {
        return sent.get();
    }

    /** Answers without a body. */
    public void send(int code) throws IOException {
        if (code != 204 && code != 304) {
            head.set("Content-Length", "0");
        }
        write(code, new byte[0]);
    }

    /** Answers completely. A HEAD request gets the head only. */
    public void send(int code, String contentType, byte[] content) throws IOException {
        head.set("Content-Type", contentType);
        head.set("Content-Length", Integer.toString(content.length));
        write(code, request.method().equals("HEAD") ? new byte[0] : content);
    }

    /** Answers a HEAD request for a document of this length. */
    public void head(int code, String contentType, long length) throws IOException {
        head.set("Content-Type", contentType);
        head.set("Content-Length", Long.toString(length));
        write(code, new byte[0]);
    }

    public void send(Api.Answer answer) throws IOException {
        if (answer.body().length == 0) {
            send(answer.status());
            return;
        }
        send(answer.status(), answer.contentType(), answer.body());
    }

    /** Answers with a part of a file, which stays the caller's. A HEAD request gets the head only. */
    public void send(int code, String contentType, FileChannel file, long position, long count) throws IOException {
        head(code, contentType, count);
        if (!request.method().equals("HEAD")) {
            connection.output().write(file, position, count);
            sent.addAndGet(count);
        }
    }

    /** Answers with JSON and a newline. */
    public void json(int code, Object value) throws IOException {
        send(code, "application/json", Json.line(value));
    }

    /**
     * Begins a stream: the head is on its way when this returns, each write as well. Closing it ends the answer; a
     * handler that fails midway leaves it open, so that the client sees a cut connection.
     */
    public OutputStream stream(int code) throws IOException {
        head.set("Transfer-Encoding", "chunked");
        requireFresh();
        // Its writer may read the body meanwhile.
        body.invite();
        write(code, new byte[0]);
        streaming = true;
        connection.observer().streamOpened();
        return request.method().equals("HEAD")
                ? OutputStream.nullOutputStream()
                : new ChunkedOutput(connection.output(), sent);
    }

    /** Sends the head and takes the raw connection, which ends with the handler. Headers are those set before. */
    public Hijack hijack(int code, String reason) throws IOException {
        requireFresh();
        if (!body.skipRest()) {
            throw new MalformedRequestException("the body of a request to upgrade is too long");
        }
        status = code;
        hijacked = true;
        connection.observer().streamOpened();
        byte[] bytes = head.bytes(code, reason, false);
        connection.output().write(bytes, 0, bytes.length);
        return new Hijack(connection.input(), connection.output(), sent);
    }

    /**
     * Runs {@code action} once on another thread when the client leaves or the server stops, at once if that has
     * happened. Forgotten when the exchange ends. With a hijacked connection only the server's stop counts, for an end
     * of input there may be a half-close.
     */
    public void onLeave(Runnable action) {
        departure.add(action, !hijacked && (body.ended() || body.skipRest()));
    }

    /** Interrupts the calling thread when the client leaves or the server stops. */
    public void interruptOnLeave() {
        Thread thread = Thread.currentThread();
        onLeave(thread::interrupt);
    }

    /** Whether the client is known to have left, or the server stops. */
    public boolean gone() {
        return departure.happened();
    }

    public boolean committed() {
        return status != 0;
    }

    boolean streaming() {
        return streaming;
    }

    boolean hijacked() {
        return hijacked;
    }

    Departure departure() {
        return departure;
    }

    private void write(int code, byte[] content) throws IOException {
        requireFresh();
        status = code;
        byte[] bytes = head.bytes(code);
        sent.addAndGet(content.length);
        if (content.length == 0) {
            connection.output().write(bytes, 0, bytes.length);
        } else if (content.length <= PlainWire.SLICE) {
            int length = bytes.length;
            bytes = Arrays.copyOf(bytes, length + content.length);
            System.arraycopy(content, 0, bytes, length, content.length);
            connection.output().write(bytes, 0, bytes.length);
        } else {
            connection.output().write(bytes, 0, bytes.length);
            connection.output().write(content, 0, content.length);
        }
    }

    private void requireFresh() {
        if (status != 0) {
            throw new IllegalStateException("answered already with " + status);
        }
    }
}
