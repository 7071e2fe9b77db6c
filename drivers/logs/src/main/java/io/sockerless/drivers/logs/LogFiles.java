package io.sockerless.drivers.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All files of a log. They are opened one after the other, so that a rotation meanwhile means to begin again. */
final class LogFiles {
    private static final int ATTEMPTS = 200;

    private LogFiles() {}

    /** The log's files, oldest first. */
    static List<LogFile> open(Path path) throws IOException {
        for (int i = 1; ; i++) {
            List<LogFile> files = openOnce(path);
            if (i == ATTEMPTS || settled(path, files)) {
                return files;
            }
            for (LogFile file : files) {
                file.close();
            }
            Thread.onSpinWait();
        }
    }

    /** Whether the newest file is the one that was opened first, and none is missing in the middle. */
    private static boolean settled(Path path, List<LogFile> files) throws IOException {
        if (files.isEmpty()) {
            return !exists(path, 0) && !exists(path, 1);
        }
        try {
            return LogFile.key(path).equals(files.getLast().key()) && !exists(path, files.size() + 1);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean exists(Path path, int times) {
        return Files.exists(rotated(path, times)) || Files.exists(packed(path, times));
    }

    private static List<LogFile> openOnce(Path path) throws IOException {
        List<LogFile> files = new ArrayList<>();
        for (int i = 0; ; i++) {
            Optional<LogFile> file = LogFile.open(rotated(path, i));
            if (file.isEmpty()) {
                file = LogFile.openPacked(packed(path, i));
            }
            if (file.isEmpty() && i > 0) {
                return files;
            }
            file.ifPresent(files::addFirst);
        }
    }

    /** The name of the file that was rotated so many times. */
    private static Path rotated(Path path, int times) {
        return times == 0 ? path : path.resolveSibling(path.getFileName() + "." + times);
    }

    private static Path packed(Path path, int times) {
        return path.resolveSibling(path.getFileName() + "." + times + ".gz");
    }
}
