package io.sockerless.drivers.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compiled seccomp filters. Compiling Docker's profile takes crun most of a container's start; it leaves the result in
 * its state directory, and takes one given as an annotation instead of compiling (crun(1),
 * {@code run.oci.seccomp_bpf_data}).
 */
final class SeccompCache {
    static final String ANNOTATION = "run.oci.seccomp_bpf_data";

    private static final int MOST = 16;

    private final Map<String, String> compiled = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };

    /** @param filter the profile as the specification has it */
    synchronized Optional<String> find(String filter) {
        return Optional.ofNullable(compiled.get(filter));
    }

    /** Remembers what crun has compiled for a container that it has just created. */
    void learn(String filter, Path containerState) throws IOException {
        byte[] program;
        try {
            program = Files.readAllBytes(containerState.resolve("seccomp.bpf"));
        } catch (NoSuchFileException e) {
            return; // another version of crun, or the container has ended already
        }
        if (program.length > 0) {
            synchronized (this) {
                compiled.put(filter, Base64.getEncoder().encodeToString(program));
            }
        }
    }
}
