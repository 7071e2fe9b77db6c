package io.sockerless.drivers.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes tars byte by byte, hostile ones too, and lists them. */
final class TarBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBytes file(String name, String content) {
        return entry(name, '0', "", 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    TarBytes directory(String name) {
        return entry(name, '5', "", 0755, new byte[0]);
    }

    TarBytes symlink(String name, String target) {
        return entry(name, '2', target, 0777, new byte[0]);
    }

    TarBytes hardLink(String name, String target) {
        return entry(name, '1', target, 0644, new byte[0]);
    }

    TarBytes entry(String name, char type, String link, int mode, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, String.format("%07o", mode));
        put(header, 108, String.format("%07o", 1234));
        put(header, 116, String.format("%07o", 77));
        put(header, 124, String.format("%011o", content.length));
        put(header, 136, String.format("%011o", 1_000_000_000L));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, link);
        put(header, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(512 - content.length % 512) % 512]);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[1024]);
        return whole.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(raw, 0, header, at, raw.length);
    }

    /** "type name" of each entry of a plain ustar archive, with " -> target" for links. */
    static List<String> list(byte[] tar) {
        List<String> found = new ArrayList<>();
        for (int at = 0; at + 512 <= tar.length && tar[at] != 0; ) {
            String link = text(tar, at + 157, 100);
            found.add((char) tar[at + 156] + " " + text(tar, at, 100) + (link.isEmpty() ? "" : " -> " + link));
            long size = Long.parseLong(text(tar, at + 124, 12).strip(), 8);
            at += (int) (512 + (size + 511) / 512 * 512);
        }
        return found;
    }

    private static String text(byte[] tar, int at, int length) {
        int end = at;
        while (end < at + length && tar[end] != 0) {
            end++;
        }
        return new String(tar, at, end - at, StandardCharsets.UTF_8);
    }
}
