package io.sockerless.drivers.wasm.wasi;

import io.sockerless.drivers.trees.Root;
import java.util.List;

/** What a guest is given: its words, its files and who it is. */
public record Program(List<String> args, List<String> env, Root root, long uid, long gid) {
    public Program {
        args = List.copyOf(args);
        env = List.copyOf(env);
    }
}
