package io.sockerless.frontends.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Tiny handlers, one for each thing the kernel promises. */
final class TestApi implements Api {
    final CountDownLatch streaming = new CountDownLatch(1);
    final CountDownLatch left = new CountDownLatch(1);

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        switch (exchange.path()) {
            case "/trailer" -> {
                exchange.body().readAllBytes();
                exchange.json(200, Map.of("first", exchange.requestTrailer("x-first")));
            }
            case "/echo" -> exchange.send(200, "text/plain", exchange.body().readAllBytes());
            case "/echo-stream" -> {
                try (OutputStream out = exchange.stream(200)) {
                    exchange.body().transferTo(out);
                }
            }
            case "/ignore" -> exchange.json(200, Map.of("ignored", true));
            case "/digest" -> digest(exchange);
            case "/query" -> exchange.json(200, Map.of("q", exchange.query().get("q")));
            case "/fail" -> throw new IllegalStateException("as asked");
            case "/wait" -> waitForLeave(exchange);
            case "/events" -> events(exchange);
            case "/hijack" -> hijack(exchange);
            case "/ws" -> webSocket(exchange);
            default -> exchange.send(404, "text/plain", exchange.path().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void waitForLeave(Exchange exchange) throws IOException, InterruptedException {
        OutputStream out = exchange.stream(200);
        exchange.interruptOnLeave();
        streaming.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            left.countDown();
            out.close();
        }
    }

    private void events(Exchange exchange) throws IOException, InterruptedException {
        try (OutputStream out = exchange.stream(200)) {
            exchange.interruptOnLeave();
            int count = Integer.parseInt(exchange.query().get("n"));
            for (int i = 0; i < count; i++) {
                out.write(("event " + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Echoes until the client's half-close, then says how many bytes there were. */
    private static void hijack(Exchange exchange) throws IOException {
        String body = new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
        Hijack raw = exchange.header("Content-Type", "application/octet-stream").hijack(101, "UPGRADED");
        raw.output().write(body.getBytes(StandardCharsets.UTF_8));
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        int count;
        while ((count = raw.input().read(buffer)) >= 0) {
            raw.output().write(buffer, 0, count);
            total += count;
        }
        raw.output().write((" total " + total).getBytes(StandardCharsets.UTF_8));
    }

    private static void webSocket(Exchange exchange) throws IOException {
        try (WebSocket socket = WebSocket.accept(exchange, true)) {
            socket.input().transferTo(socket.output());
        }
    }

    private static void digest(Exchange exchange) throws IOException {
        try (InputStream in = new DigestInputStream(exchange.body(), MessageDigest.getInstance("SHA-256"))) {
            long size = in.transferTo(OutputStream.nullOutputStream());
            byte[] digest = ((DigestInputStream) in).getMessageDigest().digest();
            exchange.json(200, Map.of("size", size, "sha256", HexFormat.of().formatHex(digest)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Answer failure(Throwable failure) {
        int status = failure instanceof MalformedRequestException ? 400 : 500;
        return new Answer(status, "application/json", Json.line(Map.of("message", "" + failure.getMessage())));
    }

    @Override
    public Answer malformed(int status, String message) {
        return new Answer(status, "application/json", Json.line(Map.of("message", message)));
    }
}
