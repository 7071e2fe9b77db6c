package io.sockerless.drivers.wasm;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CompType;
import com.dylibso.chicory.wasm.types.MemorySection;
import com.dylibso.chicory.wasm.types.SubType;
import com.dylibso.chicory.wasm.types.TableSection;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.Arrays;
import java.util.stream.IntStream;

/** @param bytes of memory that a module has when it begins, in its memories and tables */
record Beginning(long bytes) {
    private static final long PAGE = 64 << 10;

    static Beginning of(WasmModule module) {
        long pages = module.memorySection().stream().mapToLong(Beginning::pages).sum();
        TableSection tables = module.tableSection();
        long entries = IntStream.range(0, tables.tableCount())
                .mapToLong(index -> tables.getTable(index).limits().min())
                .sum();
        return new Beginning(pages * PAGE + entries * BudgetedTable.ENTRY);
    }

    private static long pages(MemorySection memories) {
        return IntStream.range(0, memories.memoryCount())
                .mapToLong(index -> memories.getMemory(index).limits().initialPages())
                .sum();
    }

    /** Whether the module has types whose values live outside of its memories. */
    static boolean hasObjects(WasmModule module) {
        return IntStream.range(0, module.typeSection().typeCount())
                .mapToObj(module.typeSection()::getRecType)
                .flatMap(type -> Arrays.stream(type.subTypes()))
                .map(SubType::compType)
                .anyMatch(Beginning::isObject);
    }

    private static boolean isObject(CompType type) {
        return type.structType() != null || type.arrayType() != null;
    }

    /**
     * @param limit the container's own in bytes, 0 for none
     * @throws EngineException INVALID when it is too much for any run, UNAVAILABLE when other guests have too much now
     */
    MemoryBudget.Share take(MemoryBudget budget, long limit, String name) {
        MemoryBudget.Share share = budget.share(limit);
        if (!share.take(bytes)) {
            boolean never = bytes > share.limit();
            throw new EngineException(
                    never ? ErrorKind.INVALID : ErrorKind.UNAVAILABLE,
                    "exec: \"" + name + "\": cannot allocate memory: it begins with " + bytes + " bytes, and "
                            + (never
                                    ? "its limit is " + share.limit()
                                    : "of the " + budget.bytes() + " of all containers " + budget.left()
                                            + " are left"));
        }
        return share;
    }
}
