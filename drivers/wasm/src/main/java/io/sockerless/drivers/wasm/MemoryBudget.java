package io.sockerless.drivers.wasm;

import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all guests together may have of the daemon's memory: a guest that asks for more does not get it, as when a machine has
 * no more, for the daemon itself must not run out.
 */
final class MemoryBudget {
    private final long bytes;
    private final AtomicLong taken = new AtomicLong();

    MemoryBudget(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    /** What no guest has now, in bytes. */
    long left() {
        return bytes - taken.get();
    }

    /** @param limit one guest's own in bytes, 0 for none but this budget's */
    Share share(long limit) {
        return new Share(limit > 0 ? Math.min(limit, bytes) : bytes);
    }

    private boolean take(long wanted) {
        long before;
        do {
            before = taken.get();
            if (before + wanted > bytes) {
                return false;
            }
        } while (!taken.compareAndSet(before, before + wanted));
        return true;
    }

    /** One guest's part, for that guest's thread alone; given back when it has ended. */
    final class Share implements AutoCloseable {
        private final long limit;
        private long held;

        private Share(long limit) {
            this.limit = limit;
        }

        long limit() {
            return limit;
        }

        /** @return whether the guest may have so much more */
        boolean take(long wanted) {
            if (wanted < 0 || held + wanted > limit || !MemoryBudget.this.take(wanted)) {
                return false;
            }
            held += wanted;
            return true;
        }

        void giveBack(long unused) {
            held -= unused;
            taken.addAndGet(-unused);
        }

        /** @param limits of a memory whose first pages are taken already */
        Memory memory(MemoryLimits limits) {
            long most = Math.min(limits.maximumPages(), Memory.RUNTIME_MAX_PAGES);
            return new BudgetedMemory(new MemoryLimits(limits.initialPages(), (int) most, limits.shared()), this);
        }

        /** @param table whose first entries are taken already; it is the module's, and other guests need it as it is */
        TableInstance table(Table table, int empty) {
            TableLimits limits = table.limits();
            TableLimits own = new TableLimits(limits.min(), limits.max(), limits.shared());
            return new BudgetedTable(new Table(table.elementType(), own, table.initialize()), empty, this);
        }

        @Override
        public void close() {
            giveBack(held);
        }
    }
}
