package io.sockerless.drivers.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reading from streams, byte by byte where others may go on reading. */
final class Input {
    private Input() {}

    static String all(Stream stream, Task task) throws IOException {
        return all(stream, task, Integer.MAX_VALUE);
    }

    /** @throws Control.Failure when there is more than that */
    static String all(Stream stream, Task task, int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        while (true) {
            int n = task.waiting(() -> stream.read(part, 0, part.length));
            if (n < 0) {
                return bytes.toString(StandardCharsets.ISO_8859_1);
            }
            if (bytes.size() + n > most) {
                throw new Control.Failure("Out of space");
            }
            bytes.write(part, 0, n);
        }
    }

    /** @return a line with its newline; empty at the end */
    static String line(Stream stream) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        byte[] one = new byte[1];
        while (stream.read(one, 0, 1) > 0) {
            line.append((char) (one[0] & 0xff));
            if (one[0] == '\n') {
                break;
            }
        }
        return line.toString();
    }
}
