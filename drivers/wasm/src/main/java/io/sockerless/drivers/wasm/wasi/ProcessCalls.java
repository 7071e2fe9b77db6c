package io.sockerless.drivers.wasm.wasi;

import com.dylibso.chicory.runtime.Memory;
import io.sockerless.drivers.trees.Errno;
import io.sockerless.drivers.trees.FsException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Arguments, environment, clocks, chance, waiting and the end. */
final class ProcessCalls {
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final int SUBSCRIPTION = 48;
    private static final int EVENT = 32;
    private static final int MOST_EVENTS = 4096;
    private static final int ABSOLUTE = 1;
    private static final int CLOCK = 0;

    private final Program program;
    private final Streams streams;
    private final Descriptors descriptors;
    private final long begin = System.nanoTime();

    ProcessCalls(Program program, Streams streams, Descriptors descriptors) {
        this.program = program;
        this.streams = streams;
        this.descriptors = descriptors;
    }

    void addTo(Imports imports) {
        imports.add("args_sizes_get", "ii", (memory, a) -> sizes(memory, a, program.args()));
        imports.add("args_get", "ii", (memory, a) -> strings(memory, a, program.args()));
        imports.add("environ_sizes_get", "ii", (memory, a) -> sizes(memory, a, program.env()));
        imports.add("environ_get", "ii", (memory, a) -> strings(memory, a, program.env()));
        imports.add("clock_res_get", "ii", (memory, a) -> {
            now(a[0]);
            memory.writeLong((int) a[1], 1000);
        });
        imports.add("clock_time_get", "iIi", (memory, a) -> memory.writeLong((int) a[2], now(a[0])));
        imports.add("random_get", "ii", (memory, a) -> random(memory, (int) a[0], (int) a[1]));
        imports.add("sched_yield", "", (_, _) -> Thread.yield());
        imports.add("poll_oneoff", "iiii", this::poll);
        imports.addExit("proc_exit");
        imports.add("proc_raise", "i", (_, _) -> {
            throw new FsException(Errno.NOSYS);
        });
    }

    private static void sizes(Memory memory, long[] a, List<String> strings) {
        int bytes = 0;
        for (String string : strings) {
            bytes += string.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        memory.writeI32((int) a[0], strings.size());
        memory.writeI32((int) a[1], bytes);
    }

    private static void strings(Memory memory, long[] a, List<String> strings) {
        int pointer = (int) a[0];
        int at = (int) a[1];
        for (String string : strings) {
            byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
            memory.writeI32(pointer, at);
            memory.write(at, bytes, 0, bytes.length);
            memory.writeByte(at + bytes.length, (byte) 0);
            pointer += 4;
            at += bytes.length + 1;
        }
    }

    private long now(long clock) {
        return switch ((int) clock) {
            case 0 -> {
                Instant now = Instant.now();
                yield TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
            }
            case 1 -> System.nanoTime() - begin;
            // A guest is one thread: its own time is that of the process.
            case 2, 3 ->
                java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            default -> throw new FsException(Errno.INVAL);
        };
    }

    private static void random(Memory memory, int at, int length) {
        for (int done = 0; done < length; ) {
            byte[] bytes = new byte[Math.min(length - done, 4096)];
            CHANCE.nextBytes(bytes);
            memory.write(at + done, bytes, 0, bytes.length);
            done += bytes.length;
        }
    }

    private record Happening(long userdata, int error, int type) {}

    private void poll(Memory memory, long[] a) throws InterruptedException {
        int in = (int) a[0];
        int count = (int) a[2];
        if (count <= 0 || count > MOST_EVENTS) {
            throw new FsException(Errno.INVAL);
        }
        List<Happening> ready = new ArrayList<>();
        boolean waitsForInput = false;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int at = in + i * SUBSCRIPTION;
            int type = memory.read(at + 8);
            if (type == CLOCK) {
                least = Math.min(least, remaining(memory, at));
            } else if (input(memory, at, type)) {
                waitsForInput = true;
            } else {
                ready.add(new Happening(memory.readLong(at), error(memory.readInt(at + 16)), type));
            }
        }
        boolean readable = false;
        if (waitsForInput) {
            readable = streams.awaitInput(ready.isEmpty() ? least : 0);
        } else if (ready.isEmpty()) {
            TimeUnit.NANOSECONDS.sleep(least);
        }
        for (int i = 0; i < count; i++) {
            int at = in + i * SUBSCRIPTION;
            int type = memory.read(at + 8);
            if (type == CLOCK
                    ? ready.isEmpty() && !readable && remaining(memory, at) <= least
                    : readable && input(memory, at, type)) {
                ready.add(new Happening(memory.readLong(at), 0, type));
            }
        }
        write(memory, (int) a[1], (int) a[3], ready);
    }

    private boolean input(Memory memory, int at, int type) {
        return type == 1 && descriptor(memory.readInt(at + 16)) instanceof Descriptor.Input;
    }

    private Object descriptor(int number) {
        try {
            return descriptors.get(number);
        } catch (FsException e) {
            return e;
        }
    }

    private int error(int number) {
        return descriptor(number) instanceof FsException e ? e.errno().number() : 0;
    }

    private long remaining(Memory memory, int at) {
        long timeout = memory.readLong(at + 24);
        boolean absolute = (memory.readShort(at + 40) & ABSOLUTE) != 0;
        long left = absolute ? timeout - now(memory.readInt(at + 16)) : timeout;
        return absolute || left >= 0 ? Math.max(0, left) : Long.MAX_VALUE;
    }

    private static void write(Memory memory, int out, int count, List<Happening> happenings) {
        for (int i = 0; i < happenings.size(); i++) {
            Happening happening = happenings.get(i);
            int at = out + i * EVENT;
            memory.writeLong(at, happening.userdata());
            memory.writeLong(at + 8, 0);
            memory.writeShort(at + 8, (short) happening.error());
            memory.writeByte(at + 10, (byte) happening.type());
            memory.writeLong(at + 16, happening.type() == CLOCK ? 0 : 1);
            memory.writeLong(at + 24, 0);
        }
        memory.writeI32(count, happenings.size());
    }
}
