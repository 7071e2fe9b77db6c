package io.sockerless.engine.oci.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The distribution project's own registry, Debian's {@code docker-registry}, on a free port with its own storage. */
public final class LocalRegistry implements AutoCloseable {
    public static final String USER = "alice";
    public static final String PASSWORD = "correct horse battery staple";

    /** bcrypt of {@link #PASSWORD}. */
    private static final String HASH = "$2y$04$QiWwtc4IaTFdHxBPmwe1peJDDYkuTf.3vhDrpQjx8UgHxQ6OKz06W";

    private final Process process;
    private final int port;

    private LocalRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static LocalRegistry open(Path directory) throws IOException {
        return start(directory, "");
    }

    /** For {@link #USER} only. */
    public static LocalRegistry withPassword(Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("htpasswd"), USER + ":" + HASH + "\n");
        return start(directory, "auth: {htpasswd: {realm: basic-realm, path: " + file + "}}\n");
    }

    /** For whoever has a token of this server. */
    public static LocalRegistry withTokens(Path directory, TokenServer tokens) throws IOException {
        Path bundle = Files.writeString(directory.resolve("token.pem"), tokens.certificate());
        return start(
                directory,
                "auth: {token: {realm: '" + tokens.realm() + "', service: " + TokenServer.SERVICE + ", issuer: "
                        + TokenServer.ISSUER + ", rootcertbundle: " + bundle + "}}\n");
    }

    private static LocalRegistry start(Path directory, String auth) throws IOException {
        int port = freePort();
        Path config = directory.resolve("registry.yml");
        Files.writeString(
                config,
                "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: "
                        + directory.resolve("storage") + "}, delete: {enabled: true}}\nhttp: {addr: '127.0.0.1:" + port
                        + "'}\n" + auth);
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("registry.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
        LocalRegistry registry = new LocalRegistry(process, port);
        try {
            registry.await(directory.resolve("registry.log"));
            return registry;
        } catch (IOException e) {
            registry.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private void await(Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers()) {
            try {
                if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new IOException("docker-registry does not start: " + Files.readString(log));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException _) {
            return false; // not yet
        }
    }

    public int port() {
        return port;
    }

    /** As references begin. */
    public String domain() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
