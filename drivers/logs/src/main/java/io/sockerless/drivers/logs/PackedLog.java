package io.sockerless.drivers.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/** A log file that the supervisor has compressed. The comment in its header is the inode that it had before. */
record PackedLog(FileChannel file) {
    private static final int HEADER = 10;
    private static final int FLAGS = 3;
    private static final int HAS_COMMENT = 0x10;
    private static final int HAS_OTHERS = 0x0c;
    private static final int LONGEST_COMMENT = 32;

    /** Empty when it does not tell, which no file's inode is. */
    String inode() throws IOException {
        file.position(0);
        InputStream in = Channels.newInputStream(file);
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER || (header[FLAGS] & HAS_COMMENT) == 0 || (header[FLAGS] & HAS_OTHERS) != 0) {
            return "";
        }
        ByteArrayOutputStream comment = new ByteArrayOutputStream();
        for (int b = in.read(); b > 0 && comment.size() < LONGEST_COMMENT; b = in.read()) {
            comment.write(b);
        }
        return comment.toString(StandardCharsets.ISO_8859_1);
    }

    /** @param prefix of a file that is gone as soon as it is open */
    FileChannel unpack(Path prefix) throws IOException {
        Path temporary =
                Files.createTempFile(prefix.getParent(), prefix.getFileName().toString(), "");
        try {
            FileChannel text = FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE);
            file.position(0);
            OutputStream out = Channels.newOutputStream(text);
            new GZIPInputStream(Channels.newInputStream(file)).transferTo(out);
            text.position(0);
            return text;
        } finally {
            Files.delete(temporary);
        }
    }
}
