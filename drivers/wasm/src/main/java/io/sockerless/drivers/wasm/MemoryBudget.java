package io.sockerless.drivers.wasm;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all guests together may have of the daemon's memory. A guest that would go beyond it is ended, as the kernel ends a
 * process when the machine has no more: the daemon itself must not run out.
 */
final class MemoryBudget {
    /** A guest wants more than there is. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("the memory for all guests is used up", null, false, false);
        }
    }

    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    MemoryBudget(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    /** One guest's part, given back when it has ended. */
    Share share() {
        return new Share();
    }

    /** Deprecated as it is, there is no other way to be asked before a guest's memory grows. */
    @SuppressWarnings("deprecation")
    final class Share implements com.dylibso.chicory.runtime.alloc.MemAllocStrategy, AutoCloseable {
        private long held;

        Memory memory(MemoryLimits limits) {
            return new ByteArrayMemory(limits, this);
        }

        @Override
        public int initial(int wanted) {
            take(wanted);
            return wanted;
        }

        /** While it grows there are two of it. */
        @Override
        public int next(int current, int wanted) {
            take(wanted);
            taken.addAndGet(-current);
            held -= current;
            return wanted;
        }

        private void take(long wanted) {
            if (taken.addAndGet(wanted) > bytes) {
                taken.addAndGet(-wanted);
                throw new Exhausted();
            }
            held += wanted;
        }

        @Override
        public void close() {
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
