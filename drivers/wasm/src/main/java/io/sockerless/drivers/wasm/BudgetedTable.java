package io.sockerless.drivers.wasm;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.Table;

/** A guest's table, which grows only as far as its share of the memory allows. */
final class BudgetedTable extends TableInstance {
    /** What an entry takes: two references. */
    static final int ENTRY = 8;

    private final MemoryBudget.Share share;

    /** @param table whose first entries are taken already */
    BudgetedTable(Table table, int empty, MemoryBudget.Share share) {
        super(table, empty);
        this.share = share;
    }

    @Override
    public int grow(int entries, int value, Instance instance) {
        long wanted = (long) entries * ENTRY;
        if (!share.take(wanted)) {
            return -1;
        }
        int before = super.grow(entries, value, instance);
        if (before < 0) {
            share.giveBack(wanted);
        }
        return before;
    }
}
