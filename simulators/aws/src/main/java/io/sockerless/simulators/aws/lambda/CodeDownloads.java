package io.sockerless.simulators.aws.lambda;

import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Zip files for who has a URL that was signed here and is not old: {@code /_lambda/code/FILE}. */
final class CodeDownloads implements Api {
    private static final String PREFIX = "/_lambda/code/";
    private static final int SECONDS = 600;

    private final Archives archives;
    private final byte[] key;
    private final Clock clock;
    private volatile String authority = "";

    /** @param key that nobody else has */
    CodeDownloads(Archives archives, byte[] key, Clock clock) {
        this.archives = archives;
        this.key = key.clone();
        this.clock = clock;
    }

    void served(String where) {
        authority = where;
    }

    static boolean wants(Call head) {
        return head.path().startsWith(PREFIX);
    }

    String location(Archive archive) {
        long end = clock.instant().getEpochSecond() + SECONDS;
        return "http://" + authority + PREFIX + archive.file() + "?Expires=" + end + "&Signature="
                + signature(archive.file(), Long.toString(end));
    }

    private String signature(String file, String end) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal((file + " " + end).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        String file = exchange.path().substring(PREFIX.length());
        String end = exchange.query().get("Expires");
        byte[] said = exchange.query().get("Signature").getBytes(StandardCharsets.UTF_8);
        boolean signed = MessageDigest.isEqual(said, signature(file, end).getBytes(StandardCharsets.UTF_8));
        if (!signed || Long.parseLong(end) < clock.instant().getEpochSecond()) {
            exchange.send(malformed(403, "the URL is not signed, or has expired"));
            return;
        }
        try (FileChannel zip = archives.file(new Archive(file, "", 0, 0, false))) {
            exchange.send(200, "application/zip", zip, 0, zip.size());
        } catch (NoSuchFileException _) {
            exchange.send(malformed(404, "the file has been removed"));
        }
    }

    @Override
    public Answer failure(Throwable failure) {
        return malformed(500, "the simulator failed: " + failure);
    }

    @Override
    public Answer malformed(int status, String message) {
        return new Answer(status, "application/json", Json.line(Map.of("message", message)));
    }
}
