package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EngineException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The keys that end an attachment without ending the container: {@code ctrl-p,ctrl-q} unless others are given. */
final class DetachKeys {
    private static final byte[] DEFAULT = {16, 17};

    private DetachKeys() {}

    static byte[] parse(String text) {
        if (text.isEmpty()) {
            return DEFAULT;
        }
        String[] names = text.split(",", -1);
        byte[] keys = new byte[names.length];
        for (int i = 0; i < names.length; i++) {
            keys[i] = key(names[i], text);
        }
        return keys;
    }

    private static byte key(String name, String text) {
        if (name.length() == 1 && name.charAt(0) < 128) {
            return (byte) name.charAt(0);
        }
        if (name.length() == 6 && name.startsWith("ctrl-")) {
            char c = name.charAt(5);
            if (c >= 'a' && c <= 'z') {
                return (byte) (c - 'a' + 1);
            }
            int special = "@[\\]^_".indexOf(c);
            if (special >= 0) {
                return (byte) (special == 0 ? 0 : special + 26);
            }
        }
        throw EngineException.invalid("Invalid detach keys (" + text + ") provided");
    }

    /** Typed keys seen: what was typed before them was passed on. */
    static final class Detached extends IOException {
        private static final long serialVersionUID = 1L;

        Detached() {
            super("read escape sequence");
        }
    }

    /**
     * Passes on what the client types until the keys are typed in one go or one after the other; then reading throws
     * {@link Detached}. A part of the keys that is followed by something else is passed on.
     */
    static InputStream watch(InputStream in, byte[] keys) {
        return new FilterInputStream(in) {
            private int matched;
            private byte[] ready = new byte[0];

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                while (ready.length == 0) {
                    byte[] typed = new byte[length];
                    int n = super.read(typed, 0, length);
                    if (n < 0) {
                        if (matched == 0) {
                            return -1;
                        }
                        ready = Arrays.copyOf(keys, matched);
                        matched = 0;
                    } else {
                        ready = pass(typed, n);
                    }
                }
                int n = Math.min(length, ready.length);
                System.arraycopy(ready, 0, target, offset, n);
                ready = Arrays.copyOfRange(ready, n, ready.length);
                return n;
            }

            private byte[] pass(byte[] typed, int count) throws IOException {
                byte[] out = new byte[count + keys.length];
                int length = 0;
                for (int i = 0; i < count; i++) {
                    if (typed[i] == keys[matched]) {
                        matched++;
                        if (matched == keys.length) {
                            throw new Detached();
                        }
                    } else {
                        System.arraycopy(keys, 0, out, length, matched);
                        length += matched;
                        matched = typed[i] == keys[0] ? 1 : 0;
                        if (matched == 0) {
                            out[length++] = typed[i];
                        }
                    }
                }
                return Arrays.copyOf(out, length);
            }
        };
    }
}
