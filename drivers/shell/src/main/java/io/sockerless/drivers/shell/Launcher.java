package io.sockerless.drivers.shell;

import java.util.List;
import java.util.SortedMap;

/** Starts programs that are not the shell's own. */
public interface Launcher {
    /**
     * @param path the absolute path of the program
     * @param args with the name of the program first
     * @param env NAME=value
     * @param descriptors stay open until the program has ended, and are closed by the shell
     */
    record Command(
            String path,
            List<String> args,
            List<String> env,
            String directory,
            int umask,
            SortedMap<Integer, Stream> descriptors) {}

    /** A program that runs. */
    interface Program {
        /** @return its exit code, or minus the signal that ended it */
        int await() throws InterruptedException;

        void signal(int number);
    }

    Program start(Command command) throws CannotRun;

    /** Why a program did not start. */
    final class CannotRun extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean script;

        private CannotRun(String message, boolean script) {
            super(message);
            this.script = script;
        }

        /** @param message as of the errno, such as {@code Permission denied} */
        public static CannotRun because(String message) {
            return new CannotRun(message, false);
        }

        /** It is no program, and so perhaps a script without a first line that says of what. */
        public static CannotRun unknownFormat() {
            return new CannotRun("Exec format error", true);
        }

        boolean script() {
            return script;
        }
    }
}
