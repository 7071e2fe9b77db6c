package io.sockerless.drivers.wasm.wasi;

import com.dylibso.chicory.runtime.Memory;
import io.sockerless.drivers.trees.Errno;
import io.sockerless.drivers.trees.FsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings and scattered buffers in a guest's memory. */
final class Vectors {
    private static final int CHUNK = 64 << 10;
    private static final int MOST = 1024;

    private Vectors() {}

    /** Takes part of a buffer and says how much it took; less than there was ends the whole. */
    @FunctionalInterface
    interface Transfer {
        int run(byte[] bytes, int length) throws IOException, InterruptedException;
    }

    static String text(Memory memory, long at, long length) {
        if (length < 0 || length > 1 << 16) {
            throw new FsException(Errno.NAMETOOLONG);
        }
        byte[] bytes = memory.readBytes((int) at, (int) length);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new FsException(Errno.ILSEQ);
        }
    }

    private static void check(long count) {
        if (count < 0 || count > MOST) {
            throw new FsException(Errno.INVAL);
        }
    }

    /** Hands out what the guest gives. @return bytes taken */
    static int gather(Memory memory, long vectors, long count, Transfer to) throws IOException, InterruptedException {
        check(count);
        int total = 0;
        for (int i = 0; i < count; i++) {
            int at = memory.readInt((int) vectors + 8 * i);
            int left = memory.readInt((int) vectors + 8 * i + 4);
            if (left < 0) {
                throw new FsException(Errno.INVAL);
            }
            while (left > 0) {
                int length = Math.min(left, CHUNK);
                int taken = to.run(memory.readBytes(at, length), length);
                total += taken;
                at += taken;
                left -= taken;
                if (taken < length) {
                    return total;
                }
            }
        }
        return total;
    }

    /** Fills what the guest offers, until a transfer gives less than was asked for. @return bytes given */
    static int scatter(Memory memory, long vectors, long count, Transfer from)
            throws IOException, InterruptedException {
        check(count);
        int total = 0;
        for (int i = 0; i < count; i++) {
            int at = memory.readInt((int) vectors + 8 * i);
            int left = memory.readInt((int) vectors + 8 * i + 4);
            if (left < 0) {
                throw new FsException(Errno.INVAL);
            }
            while (left > 0) {
                int length = Math.min(left, CHUNK);
                byte[] bytes = new byte[length];
                int given = from.run(bytes, length);
                if (given > 0) {
                    memory.write(at, bytes, 0, given);
                    total += given;
                    at += given;
                    left -= given;
                }
                if (given < length) {
                    return total;
                }
            }
        }
        return total;
    }
}
