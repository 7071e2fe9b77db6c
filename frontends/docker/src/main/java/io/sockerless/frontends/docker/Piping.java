package io.sockerless.frontends.docker;

import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;

/** Joins a client's connection with the streams of a process until the process's output ends or the client leaves. */
final class Piping {
    private static final Logger LOG = System.getLogger(Piping.class.getName());

    private final InputStream input;
    private final Frames frames;
    private final Runnable onDetach;
    private volatile boolean detached;

    /** @param onDetach called when the detach keys were typed */
    Piping(InputStream input, Frames frames, Runnable onDetach) {
        this.input = input;
        this.frames = frames;
        this.onDetach = onDetach;
    }

    /** @param detachKeys looked for in what the client types; empty for a process without a terminal */
    void run(Attachment process, Set<Channel> channels, Optional<byte[]> detachKeys)
            throws IOException, InterruptedException {
        if (!channels.contains(Channel.STDOUT) && !channels.contains(Channel.STDERR)) {
            // There is no output whose end would be the end, but the client may have much to say.
            try {
                if (channels.contains(Channel.STDIN)) {
                    typed(process, detachKeys);
                }
            } finally {
                process.close();
            }
            return;
        }
        if (channels.contains(Channel.STDIN)) {
            Thread.ofVirtual().name("attach-stdin").start(() -> typed(process, detachKeys));
        }
        Thread errors = Thread.ofVirtual().name("attach-stderr").unstarted(() -> {
            try {
                frames.copy(Channel.STDERR, process.stderr());
            } catch (IOException e) {
                left(process, e);
            }
        });
        if (channels.contains(Channel.STDERR)) {
            errors.start();
        }
        try {
            frames.copy(Channel.STDOUT, process.stdout());
            if (channels.contains(Channel.STDERR)) {
                errors.join();
            }
        } catch (IOException e) {
            left(process, e);
        } finally {
            process.close();
        }
    }

    private void typed(Attachment process, Optional<byte[]> detachKeys) {
        try (OutputStream stdin = process.stdin()) {
            InputStream in =
                    detachKeys.map(keys -> DetachKeys.watch(input, keys)).orElse(input);
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                stdin.write(buffer, 0, n);
                stdin.flush();
            }
        } catch (DetachKeys.Detached _) {
            detached = true;
            onDetach.run();
            process.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "standard input ended: {0}", e.getMessage());
        }
    }

    /** Not an error of ours: one side has gone, and the other learns it by the closing of its streams. */
    private void left(Attachment process, IOException cause) {
        LOG.log(Level.DEBUG, detached ? "detached" : "an attachment ended: {0}", cause.getMessage());
        process.close();
    }
}
