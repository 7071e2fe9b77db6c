package io.sockerless.features.docker.steps;

/** The command that the steps speak of as “it”: the one run or started last. Shared by the steps of one scenario. */
public final class Commands {
    private Command last;
    private byte[] sent = new byte[0];

    Command last() {
        if (last == null) {
            throw new IllegalStateException("no command has been run in this scenario");
        }
        return last;
    }

    Command now(Command command) {
        last = command;
        return command;
    }

    byte[] sent() {
        return sent;
    }

    void sent(byte[] bytes) {
        sent = bytes;
    }
}
