package io.sockerless.drivers.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All files of a log. They are opened one after the other, the oldest first, while rotations give them their next names one
 * after the other. Each file's successor has the name before its own for as long as it keeps that itself.
 */
final class LogFiles {
    private static final int SPINS = 200;
    /** Then whoever rotates may be waiting for a processor. A file in the middle that is missing for good costs that at each reading. */
    private static final int PAUSES = 300;

    private static final long PAUSE_NANOS = 1_000_000;

    private final Path path;

    private LogFiles(Path path) {
        this.path = path;
    }

    /** A file that was found rotated so many times. */
    private record Found(LogFile file, int times) {}

    /** The log's files as of now, oldest first, without a gap: what is rotated out of existence meanwhile is left out. */
    static List<LogFile> open(Path path) throws IOException {
        LogFiles files = new LogFiles(path);
        while (true) {
            Optional<List<LogFile>> all = files.from(files.oldest());
            if (all.isPresent()) {
                return all.get();
            }
        }
    }

    /** The files after one of them; all there are when it has been rotated out of existence. */
    static List<LogFile> after(Path path, LogFile file) throws IOException {
        LogFiles files = new LogFiles(path);
        try {
            Optional<List<LogFile>> later = files.from(files.successor(new Found(file, 0)));
            return later.isPresent() ? later.get() : open(path);
        } catch (NoSuchFileException _) {
            return open(path);
        }
    }

    /** Empty when one of them was rotated out of existence before its successor was found. */
    private Optional<List<LogFile>> from(Optional<Found> first) throws IOException {
        List<LogFile> files = new ArrayList<>();
        try {
            for (Optional<Found> next = first; next.isPresent(); next = successor(next.get())) {
                files.add(next.get().file());
            }
            return Optional.of(files);
        } catch (NoSuchFileException _) {
            for (LogFile file : files) {
                file.close();
            }
            return Optional.empty();
        }
    }

    private Optional<Found> oldest() throws IOException {
        for (int waits = 0; ; waits++) {
            OptionalInt times = highest();
            if (times.isEmpty()) {
                return Optional.empty();
            }
            if (waits >= SPINS + PAUSES) {
                return below(times.getAsInt() + 1); // a name that cannot be opened
            }
            pause(waits);
            Optional<LogFile> file = open(times.getAsInt());
            if (file.isEmpty()) {
                continue;
            }
            if (isAt(file.get(), times.getAsInt()) && !exists(times.getAsInt() + 1)) {
                return Optional.of(new Found(file.get(), times.getAsInt()));
            }
            file.get().close();
        }
    }

    /** @throws NoSuchFileException when the file is gone itself */
    private Optional<Found> successor(Found found) throws IOException {
        int times = found.times();
        for (int waits = 0; ; waits++) {
            OptionalInt at = find(found.file(), times);
            if (at.isEmpty()) {
                throw new NoSuchFileException(path.toString());
            }
            times = at.getAsInt();
            Optional<LogFile> next = times == 0 ? Optional.empty() : open(times - 1);
            boolean isStill = isAt(found.file(), times);
            if (isStill && next.isPresent()) {
                return Optional.of(new Found(next.get(), times - 1));
            }
            if (isStill && times <= 1) {
                return Optional.empty();
            }
            if (isStill && waits >= SPINS + PAUSES) {
                return below(times - 1);
            }
            if (next.isPresent()) {
                next.get().close();
            }
            pause(waits);
        }
    }

    private Optional<Found> below(int times) throws IOException {
        for (int i = times - 1; i >= 0; i--) {
            Optional<LogFile> file = open(i);
            if (file.isPresent()) {
                return Optional.of(new Found(file.get(), i));
            }
        }
        return Optional.empty();
    }

    private static void pause(int waits) {
        if (waits < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** How many times a file has been rotated by now; empty when it is gone. */
    private OptionalInt find(LogFile file, int atLeast) throws IOException {
        // A name may be free for a moment.
        for (int i = atLeast; i <= atLeast + 1 || exists(i - 1) || exists(i) || exists(i + 1); i++) {
            if (isAt(file, i)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private boolean isAt(LogFile file, int times) throws IOException {
        try {
            Path name = file.isPacked() ? packed(times) : rotated(times);
            if (LogFile.inode(name).equals(file.inode())) {
                return true;
            }
        } catch (NoSuchFileException _) {
            // It has another name, or has been compressed.
        }
        Optional<LogFile> packed = file.isPacked() ? Optional.empty() : LogFile.openPacked(packed(times));
        if (packed.isEmpty()) {
            return false;
        }
        try (LogFile compressed = packed.get()) {
            return compressed.isMadeOf(file);
        }
    }

    private OptionalInt highest() throws IOException {
        Pattern name = Pattern.compile(Pattern.quote(path.getFileName().toString()) + "(?:\\.(\\d{1,9})(?:\\.gz)?)?");
        try (Stream<Path> all = Files.list(path.getParent())) {
            return all.map(file -> name.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .flatMapToInt(match -> IntStream.of(match.group(1) == null ? 0 : Integer.parseInt(match.group(1))))
                    .max();
        } catch (NoSuchFileException _) {
            return OptionalInt.empty();
        }
    }

    private boolean exists(int times) {
        return times >= 0 && (Files.exists(rotated(times)) || Files.exists(packed(times)));
    }

    private Optional<LogFile> open(int times) throws IOException {
        Optional<LogFile> file = LogFile.open(rotated(times));
        return file.isPresent() ? file : LogFile.openPacked(packed(times));
    }

    /** The name of the file that was rotated so many times. */
    private Path rotated(int times) {
        return times == 0 ? path : path.resolveSibling(path.getFileName() + "." + times);
    }

    private Path packed(int times) {
        return path.resolveSibling(path.getFileName() + "." + times + ".gz");
    }
}
