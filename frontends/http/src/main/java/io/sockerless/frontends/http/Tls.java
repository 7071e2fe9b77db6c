package io.sockerless.frontends.http;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * The server's side of TLS 1.2 and 1.3, by certificates in files. Files that have changed count from the next handshake
 * on; as long as the new ones are not usable, the old ones stay in use.
 */
public final class Tls {
    private static final System.Logger LOG = System.getLogger(Tls.class.getName());
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final TlsFiles files;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Object> looks;
    private volatile SSLContext context;

    private Tls(TlsFiles files) throws IOException {
        this.files = files;
        looks = look();
        context = TlsMaterial.read(files, Clock.systemUTC());
    }

    /** @throws TlsFilesException when they are missing, unreadable, expired, or do not belong together */
    public static Tls of(TlsFiles files) throws IOException {
        return new Tls(files);
    }

    /** Reads the files again even if they look as before. */
    public void reload() {
        refresh(true);
    }

    /** A connection on which the client is still to shake hands; {@code consumed} was read from it before. */
    SSLSocket over(Socket socket, InputStream consumed) throws IOException {
        refresh(false);
        // Who has closed the layer below decides when; an alert must reach the client before.
        SSLSocket layered = (SSLSocket) context.getSocketFactory().createSocket(socket, consumed, false);
        layered.setUseClientMode(false);
        SSLParameters parameters = layered.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(files.clientAuthority().isPresent());
        layered.setSSLParameters(parameters);
        return layered;
    }

    private void refresh(boolean always) {
        lock.lock();
        try {
            List<Object> now = look();
            if (!always && now.equals(looks)) {
                return;
            }
            looks = now;
            context = TlsMaterial.read(files, Clock.systemUTC());
            LOG.log(Level.INFO, "the TLS certificates were read again: {0}", files.certificate());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the TLS certificates stay as they were: {0}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** What changes when somebody changes the files, or the files that they are links to. */
    private List<Object> look() {
        List<Object> seen = new ArrayList<>();
        for (Path file : Stream.concat(files.clientAuthority().stream(), Stream.of(files.certificate(), files.key()))
                .toList()) {
            try {
                seen.add(Files.readAttributes(file, "unix:ino,size,lastModifiedTime,ctime"));
            } catch (IOException e) {
                seen.add(e.getClass());
            }
        }
        return seen;
    }
}
