package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Fails at its end unless the bytes were those of a digest. Whoever relies on that reads to the end before it makes use
 * of them.
 */
final class VerifyingInput extends InputStream {
    private final InputStream in;
    private final Digest expected;
    private final MessageDigest sha256 = Digest.newSha256();
    private boolean verified;

    VerifyingInput(InputStream in, Digest expected) {
        this.in = in;
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = in.read(target, offset, length);
        if (n > 0) {
            sha256.update(target, offset, n);
        } else if (n < 0 && !verified) {
            Digest got = Digest.of(sha256);
            if (!got.equals(expected)) {
                throw EngineException.invalid(
                        "layers from manifest don't match image configuration: expected " + expected + ", got " + got);
            }
            verified = true;
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
