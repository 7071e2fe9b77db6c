package io.sockerless.features.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tars byte by byte, so that names, sizes and links can be what no library would write. */
final class RawTar {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    RawTar file(String name, String content) {
        return file(name, 0644, content);
    }

    RawTar file(String name, int mode, String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        return entry(latin(name), '0', mode, "", bytes.length, "0").data(bytes);
    }

    RawTar directory(String name) {
        return entry(latin(name), '5', 0755, "", 0, "0");
    }

    RawTar symlink(String name, String target) {
        return entry(latin(name), '2', 0777, target, 0, "0");
    }

    RawTar hardlink(String name, String target) {
        return entry(latin(name), '1', 0644, target, 0, "0");
    }

    /** @param type {@code 3} for characters, {@code 4} for blocks */
    RawTar device(String name, char type, int major, int minor) {
        return entry(latin(name), type, 0666, "", 0, Integer.toOctalString(major) + " " + Integer.toOctalString(minor));
    }

    /** A PAX header for the entry that follows. */
    RawTar pax(String... records) {
        var text = new StringBuilder();
        for (var record : records) {
            int length = record.length() + 3;
            while (("" + length).length() + record.length() + 2 != length) {
                length++;
            }
            text.append(length).append(' ').append(record).append('\n');
        }
        var bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        return entry(latin("pax"), 'x', 0644, "", bytes.length, "0").data(bytes);
    }

    /** The header alone; {@code name} may be any bytes, of which 100 fit. */
    RawTar entry(byte[] name, char type, int mode, String link, long size, String device) {
        var header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, latin("%07o\0".formatted(mode)));
        put(header, 108, latin("0000000\0"));
        put(header, 116, latin("0000000\0"));
        put(header, 124, latin("%011o\0".formatted(size)));
        put(header, 136, latin("14000000000\0"));
        header[156] = (byte) type;
        put(header, 157, latin(link));
        put(header, 257, latin("ustar\00000"));
        var numbers = device.split(" ");
        put(header, 329, latin(numbers[0]));
        put(header, 337, latin(numbers[numbers.length - 1]));
        sum(header);
        out.writeBytes(header);
        return this;
    }

    /** Bytes of an entry, padded. */
    RawTar data(byte[] bytes) {
        out.writeBytes(bytes);
        out.writeBytes(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
        return this;
    }

    byte[] bytes() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(out.toByteArray());
        all.writeBytes(new byte[2 * BLOCK]);
        return all.toByteArray();
    }

    private static void sum(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (var b : header) {
            sum += b & 0xff;
        }
        put(header, 148, latin("%06o\0 ".formatted(sum)));
    }

    private static void put(byte[] header, int at, byte[] bytes) {
        if ((at == 0 || at == 157) && bytes.length > 100) {
            throw new IllegalArgumentException("too long for a plain header");
        }
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
