package io.sockerless.drivers.docker.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program whose standard streams are the connection. Its pipes block whole carriers of virtual threads, so threads of the
 * platform's stand between.
 */
final class ProcessWire implements Wire {
    private static final int COMPLAINT = 2000;
    private static final long GRACE_MILLIS = 1000;

    private final Process process;
    private final InputStream in;
    private final OutputStream out;
    private final AtomicReference<String> complaint = new AtomicReference<>("");
    private final Thread complaining;
    private final Thread sending;

    private ProcessWire(Process process) throws IOException {
        this.process = process;
        Pipe toUs = Pipe.open();
        Pipe fromUs = Pipe.open();
        pump("in", process.getInputStream(), Channels.newOutputStream(toUs.sink()));
        sending = pump("out", Channels.newInputStream(fromUs.source()), process.getOutputStream());
        complaining = Thread.ofPlatform().daemon().name("ssh-complaint").start(this::listen);
        in = new Told(Channels.newInputStream(toUs.source()));
        out = Channels.newOutputStream(fromUs.sink());
    }

    static Wire start(java.util.List<String> command) throws IOException {
        return new ProcessWire(new ProcessBuilder(command).start());
    }

    private static Thread pump(String name, InputStream from, OutputStream to) {
        return Thread.ofPlatform().daemon().name("ssh-" + name).start(() -> {
            byte[] buffer = new byte[1 << 15];
            try (from;
                    to) {
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                    to.write(buffer, 0, n);
                    to.flush();
                }
            } catch (IOException _) {
                // The other end is closed, which whoever closed it knows.
            }
        });
    }

    /** As it comes: a session that is shared may keep the stream open. */
    private void listen() {
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                String said = line.strip();
                complaint.updateAndGet(before -> before.length() > COMPLAINT || said.isEmpty()
                        ? before
                        : before.isEmpty() ? said : before + "; " + said);
            }
        } catch (IOException _) {
            // Closed: nobody wants to know any more.
        }
    }

    /** Says why there is nothing to read when the program has said so. */
    private final class Told extends InputStream {
        private final InputStream from;
        private boolean any;

        Told(InputStream from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = from.read(bytes, offset, length);
            any |= n > 0;
            if (n < 0 && !any) {
                throw new IOException(why());
            }
            return n;
        }
    }

    private String why() throws IOException {
        try {
            complaining.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return complaint.get().isEmpty() ? "ssh ended without a word" : complaint.get();
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void endOutput() throws IOException {
        out.close();
    }

    /** What was written still goes its way, as it would from a socket; then nothing is left of the program. */
    @Override
    public void close() {
        try {
            out.close();
            in.close();
        } catch (IOException _) {
            // Nothing is lost: who closes wants nothing more of it.
        }
        Thread.ofPlatform().daemon().name("ssh-end").start(() -> {
            try {
                sending.join(GRACE_MILLIS);
                process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                // Then without grace.
            }
            process.destroy();
        });
    }
}
