package io.sockerless.frontends.http;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/**
 * A socket under TLS. With TLS 1.3 each side ends for itself by its close_notify, so that half-closed streams work as they
 * do without TLS; with TLS 1.2 the first one's end is also the other's (RFC 5246, 7.2.1), to which the JDK keeps. What is
 * below is closed by the connection's owner alone.
 */
final class TlsWire implements Wire {
    private static final System.Logger LOG = System.getLogger(TlsWire.class.getName());
    private static final int HANDSHAKE = 0x16;
    /** As Go's servers say it, so that the docker command shows it. */
    private static final String PLAIN_TEXT =
            "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

    private final SocketChannel channel;
    private final Tls tls;
    private SSLSocket socket;
    private InputStream input;
    private OutputStream output;
    private volatile boolean halfClosed;

    TlsWire(SocketChannel channel, Tls tls) {
        this.channel = channel;
        this.tls = tls;
    }

    @Override
    public void open() throws IOException {
        ByteBuffer first = ByteBuffer.allocate(1);
        if (channel.read(first) < 0) {
            throw new EOFException("the client left before it said anything");
        }
        if (first.get(0) != HANDSHAKE) {
            channel.write(ByteBuffer.wrap(PLAIN_TEXT.getBytes(StandardCharsets.US_ASCII)));
            throw new IOException("the client does not speak TLS");
        }
        socket = tls.over(channel.socket(), new ByteArrayInputStream(first.array()));
        socket.startHandshake();
        input = socket.getInputStream();
        output = socket.getOutputStream();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = input.read(target, offset, length);
        halfClosed |= count < 0;
        return count;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            output.write(bytes, offset, length);
        } catch (IOException e) {
            if (halfClosed && socket.getSession().getProtocol().equals("TLSv1.2") && channel.isOpen()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "output is lost: a client has ended its input under TLS 1.2, where that ends both ways; a client"
                                + " with TLS 1.3 gets it all");
            }
            throw e;
        }
    }

    @Override
    public void write(ByteBuffer... pieces) throws IOException {
        int length = 0;
        for (ByteBuffer piece : pieces) {
            length += piece.remaining();
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (ByteBuffer piece : pieces) {
            whole.put(piece);
        }
        write(whole.array(), 0, length);
    }

    @Override
    public void write(FileChannel file, long position, long count) throws IOException {
        long end = position + count;
        ByteBuffer slice = ByteBuffer.allocate((int) Math.min(PlainWire.SLICE, count));
        for (long at = position; at < end; at += slice.limit()) {
            slice.clear().limit((int) Math.min(slice.capacity(), end - at));
            if (file.read(slice, at) < 0) {
                throw new EOFException("a file became shorter while it was sent");
            }
            slice.flip();
            write(slice.array(), 0, slice.limit());
        }
    }

    @Override
    public void awaitReception(Duration longest) {
        // A network's other end does not say.
    }

    @Override
    public void endOutput() throws IOException {
        if (output == null) {
            channel.shutdownOutput();
        } else if (!socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
    }

    @Override
    public boolean takesLeave() {
        return output != null;
    }
}
