package io.sockerless.drivers.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** All files of a log. They are opened one after the other, so that a rotation meanwhile means to begin again. */
final class LogFiles {
    private static final int SPINS = 200;
    /** Then whoever rotates may be waiting for a processor. A file in the middle that is missing for good costs that at each reading. */
    private static final int PAUSES = 300;

    private static final long PAUSE_NANOS = 1_000_000;

    private LogFiles() {}

    /** The log's files, oldest first. */
    static List<LogFile> open(Path path) throws IOException {
        for (int i = 1; ; i++) {
            List<LogFile> files = openOnce(path);
            if (i == SPINS + PAUSES || settled(path, files)) {
                return files;
            }
            for (LogFile file : files) {
                file.close();
            }
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
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
