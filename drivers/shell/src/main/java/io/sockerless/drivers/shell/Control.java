package io.sockerless.drivers.shell;

/** What leaves a command before its end. */
abstract sealed class Control extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Control(String message) {
        super(message, null, false, false);
    }

    static final class Exit extends Control {
        private static final long serialVersionUID = 1L;
        final int status;

        Exit(int status) {
            super("exit " + status);
            this.status = status;
        }
    }

    static final class Return extends Control {
        private static final long serialVersionUID = 1L;
        final int status;

        Return(int status) {
            super("return " + status);
            this.status = status;
        }
    }

    /** Out of loops, or on to the next round of one. */
    static final class Leave extends Control {
        private static final long serialVersionUID = 1L;
        final int levels;
        final boolean again;

        Leave(int levels, boolean again) {
            super("leave " + levels);
            this.levels = levels;
            this.again = again;
        }
    }

    /** Ended by a signal. */
    static final class Died extends Control {
        private static final long serialVersionUID = 1L;
        final int signal;

        Died(int signal) {
            super("signal " + signal);
            this.signal = signal;
        }
    }

    /** An error that ends a shell which is not interactive. */
    static final class Failure extends Control {
        private static final long serialVersionUID = 1L;
        final int status;

        Failure(int status, String message) {
            super(message);
            this.status = status;
        }

        Failure(String message) {
            this(2, message);
        }
    }
}
