package io.sockerless.drivers.wasm.wasi;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * WASI preview 1 for one guest, over a container's files and streams. Chicory's own is not used: it lets symbolic links
 * lead out of the directory that it is given (decision 0015).
 */
public final class Wasi implements AutoCloseable {
    private final Descriptors descriptors = new Descriptors();
    private final Imports imports = new Imports();

    public Wasi(Program program, Streams streams) {
        descriptors.add(new Descriptor.Input());
        descriptors.add(new Descriptor.Output(false));
        descriptors.add(new Descriptor.Output(true));
        descriptors.add(new Descriptor.OpenDirectory(program.root().top(), "/"));
        new ProcessCalls(program, streams, descriptors).addTo(imports);
        new FdCalls(program.root(), streams, descriptors).addTo(imports);
        PathCalls paths = new PathCalls(program, descriptors);
        paths.addTo(imports);
        paths.addAttributesTo(imports);
    }

    /** What a module wants to import and nobody has; empty when it can be linked. */
    public Optional<String> missing(WasmModule module) {
        Set<String> known = imports.functions().stream()
                .map(function -> function.module() + "." + function.name())
                .collect(Collectors.toSet());
        return module.importSection().stream()
                .map(wanted -> wanted.module() + "." + wanted.name()
                        + (wanted instanceof FunctionImport ? "" : " (" + wanted.importType() + ")"))
                .filter(wanted -> !known.contains(wanted))
                .findFirst();
    }

    public ImportValues values() {
        List<HostFunction> functions = imports.functions();
        return ImportValues.builder()
                .addFunction(functions.toArray(HostFunction[]::new))
                .build();
    }

    @Override
    public void close() {
        descriptors.closeAll();
    }
}
