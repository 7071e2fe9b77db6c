package io.sockerless.simulators.aws.ecr;

import io.sockerless.simulators.kernel.Documents;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords of the registry's only user, AWS. They say for which account they are and until when, signed with a key of the
 * state directory's: nothing has to be remembered, and a reset ends them all.
 */
final class Tokens {
    static final Duration LIFETIME = Duration.ofHours(12);

    private static final String ONLY = "key";

    /** @param hex of 32 bytes */
    record Key(String name, String hex) {}

    record Token(String password, Instant expires) {}

    /** One that is ours. @param account for which it is */
    record Known(String account, boolean expired) {}

    private final Documents<Key> keys;
    private final Clock clock;
    private final RandomGenerator random;

    Tokens(Documents<Key> keys, Clock clock, RandomGenerator random) {
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    Token issue(String account) {
        Instant expires = Instant.ofEpochSecond(clock.instant().plus(LIFETIME).getEpochSecond());
        String said = account + "." + expires.getEpochSecond();
        return new Token(said + "." + signature(said), expires);
    }

    /** What a password says; empty when it is none of ours. */
    Optional<Known> known(String password) {
        String[] parts = password.split("\\.");
        if (parts.length != 3 || !parts[1].matches("\\d{1,15}")) {
            return Optional.empty();
        }
        String expected = signature(parts[0] + "." + parts[1]);
        boolean ours = MessageDigest.isEqual(bytes(expected), bytes(parts[2]));
        boolean expired = Long.parseLong(parts[1]) <= clock.instant().getEpochSecond();
        return ours ? Optional.of(new Known(parts[0], expired)) : Optional.empty();
    }

    private String signature(String said) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(bytes(said)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized byte[] key() {
        Key key = keys.get(ONLY).orElseGet(() -> {
            byte[] fresh = new byte[32];
            random.nextBytes(fresh);
            Key made = new Key(ONLY, HexFormat.of().formatHex(fresh));
            keys.put(made);
            return made;
        });
        return HexFormat.of().parseHex(key.hex());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
