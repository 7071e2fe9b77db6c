package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that lie about in the cloud, where everybody who may look at tasks can see them: only who has the key can read
 * them, or write one that is believed.
 *
 * @param key 32 bytes
 */
record Seal(byte[] key) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST = 4 << 20;

    /**
     * Compressed and encrypted, in Base64.
     *
     * @param context what the text belongs to: it opens for nothing else
     */
    String closed(String text, String context) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(packed.toByteArray());
            byte[] all = Arrays.copyOf(nonce, NONCE + secret.length);
            System.arraycopy(secret, 0, all, NONCE, secret.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws EngineException INVALID unless it was closed with this key, for this context */
    String opened(String closed, String context) {
        try {
            byte[] all = Base64.getDecoder().decode(closed);
            if (all.length < NONCE) {
                throw EngineException.invalid("it is cut off");
            }
            byte[] packed = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE), context)
                    .doFinal(all, NONCE, all.length - NONCE);
            try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
                return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
            }
        } catch (GeneralSecurityException | IllegalArgumentException | IOException e) {
            throw EngineException.invalid("it was written with another key, or changed since");
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
