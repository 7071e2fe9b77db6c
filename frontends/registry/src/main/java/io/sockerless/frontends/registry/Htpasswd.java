package io.sockerless.frontends.registry;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Lets in who is in a file of names and bcrypt hashes, as {@code htpasswd -B} makes it; they may do everything. A file that
 * has changed counts from the next request on.
 */
public final class Htpasswd implements Authorizer {
    private static final System.Logger LOG = System.getLogger(Htpasswd.class.getName());
    /** Of no password; compared with for names that are unknown, so that these take as long as others. */
    private static final String NOBODY = "$2y$05$abcdefghijklmnopqrstuuMNZ/SZBpXX25phB8fgtFEzJbHzYk9xK";

    private record Known(List<Object> look, Map<String, String> hashes) {}

    private final Path file;
    private volatile Known known;
    /** Who has proved itself: by hash, what was the proof; bcrypt is slow on purpose, and clients ask often. */
    private final Map<String, byte[]> proved = new ConcurrentHashMap<>();

    private Htpasswd(Path file) throws IOException {
        this.file = file;
        this.known = read();
    }

    /** @throws EngineException INVALID when the file cannot be read, or has something else than bcrypt */
    public static Htpasswd of(Path file) {
        try {
            return new Htpasswd(file);
        } catch (IOException e) {
            throw EngineException.invalid("cannot read the passwords: " + e);
        }
    }

    private Known read() throws IOException {
        List<Object> look = look();
        Map<String, String> hashes = new HashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            String hash = line.substring(colon + 1);
            if (colon <= 0 || !hash.matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
                throw EngineException.invalid(
                        file + ", line " + (i + 1) + ": not NAME:HASH with a bcrypt hash, as htpasswd -B makes it");
            }
            hashes.put(line.substring(0, colon), hash);
        }
        return new Known(look, Map.copyOf(hashes));
    }

    private List<Object> look() throws IOException {
        return List.of(
                Files.getLastModifiedTime(file),
                Files.size(file),
                String.valueOf(Files.readAttributes(file, "unix:ino").get("ino")));
    }

    private Map<String, String> hashes() {
        try {
            if (!known.look().equals(look())) {
                known = read();
                proved.clear();
            }
        } catch (IOException | EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "the passwords stay as they were: {0}", e.getMessage());
        }
        return known.hashes();
    }

    @Override
    public Challenge challenge() {
        return new Challenge.Basic("sockerless");
    }

    @Override
    public Verdict judge(Credentials credentials, Access access) {
        return credentials instanceof Credentials.Basic(var user, var password) && proves(user, password)
                ? Verdict.ALLOWED
                : Verdict.UNAUTHENTICATED;
    }

    private boolean proves(String user, String password) {
        String hash = hashes().getOrDefault(user, NOBODY);
        byte[] proof = digest(hash + "\0" + password);
        if (Arrays.equals(proved.get(hash), proof)) {
            return true;
        }
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        // What bcrypt would cut off, and what it cannot take.
        if (bytes.length > 72 || password.indexOf('\0') >= 0) {
            return false;
        }
        if (!OpenBSDBCrypt.checkPassword(hash, password.toCharArray()) || hash.equals(NOBODY)) {
            return false;
        }
        proved.put(hash, proof);
        return true;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
