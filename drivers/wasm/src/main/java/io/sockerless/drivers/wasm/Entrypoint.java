package io.sockerless.drivers.wasm;

import io.sockerless.drivers.trees.Data;
import io.sockerless.drivers.trees.Errno;
import io.sockerless.drivers.trees.FsException;
import io.sockerless.drivers.trees.Kind;
import io.sockerless.drivers.trees.Place;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.Root.Opening;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Finds a container's program in its files, and says what it is when it is none that can run here. */
final class Entrypoint {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final long LARGEST = 64L << 20;
    private static final String RUNS = ", and the driver wasm runs modules of WASI preview 1";

    private Entrypoint() {}

    /** @throws EngineException INVALID, as a container runtime says it */
    static byte[] read(Root root, String program, List<String> env, String workingDir) {
        Place place = find(root, program, env, workingDir);
        byte[] bytes = content(root, place, program);
        boolean module = bytes.length >= 8 && bytes[0] == 0 && bytes[1] == 'a' && bytes[2] == 's' && bytes[3] == 'm';
        if (!module) {
            int mode = place.node().stat().mode();
            throw refused(
                    program, (mode & 0111) == 0 ? "permission denied" : "exec format error: " + what(bytes) + RUNS);
        }
        if (bytes[6] != 0 || bytes[7] != 0) {
            throw refused(program, "exec format error: this is a component (WASI preview 2)" + RUNS);
        }
        return bytes;
    }

    private static String what(byte[] bytes) {
        String begin = new String(bytes, 0, Math.min(4, bytes.length), StandardCharsets.ISO_8859_1);
        return begin.equals("\u007fELF")
                ? "this is an ELF program for a real machine"
                : begin.startsWith("#!") ? "this is a script" : "this is no WebAssembly";
    }

    private static EngineException refused(String program, String why) {
        return EngineException.invalid("exec: \"" + program + "\": " + why);
    }

    private static Place find(Root root, String program, List<String> env, String workingDir) {
        String directory = workingDir.isEmpty() ? "/" : workingDir;
        if (program.contains("/")) {
            String path = program.startsWith("/") ? program : directory + "/" + program;
            try {
                return checked(root.find(root.top(), path, true), program);
            } catch (FsException e) {
                throw refused(program, "stat " + path + ": " + words(e.errno()));
            }
        }
        String path = env.stream()
                .filter(entry -> entry.startsWith("PATH="))
                .map(entry -> entry.substring("PATH=".length()))
                .findFirst()
                .orElse(PATH);
        for (String part : path.split(":")) {
            Optional<Place> found = find(root, (part.isEmpty() ? directory : part) + "/" + program);
            if (found.isPresent()) {
                return checked(found.get(), program);
            }
        }
        throw refused(program, "executable file not found in $PATH");
    }

    private static Optional<Place> find(Root root, String path) {
        try {
            return Optional.of(root.find(root.top(), path, true))
                    .filter(place -> place.node().kind() == Kind.FILE);
        } catch (FsException e) {
            return Optional.empty();
        }
    }

    private static Place checked(Place place, String program) {
        if (place.node().kind() != Kind.FILE) {
            throw refused(program, "permission denied");
        }
        return place;
    }

    private static String words(Errno errno) {
        return switch (errno) {
            case NOENT -> "no such file or directory";
            case NOTDIR -> "not a directory";
            case LOOP -> "too many levels of symbolic links";
            default -> errno.name();
        };
    }

    private static byte[] content(Root root, Place place, String program) {
        Opening how = new Opening(false, false, false, false, true);
        try (Data data =
                root.open(root.top(), place.path(), how, NOTHING).data().orElseThrow()) {
            if (data.size() > LARGEST) {
                throw refused(program, "it has " + data.size() + " bytes, more than the " + LARGEST + " allowed");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) data.size());
            while (bytes.hasRemaining() && data.read(bytes, bytes.position()) > 0) {}
            return bytes.array();
        } catch (IOException e) {
            throw EngineException.internal("reading " + program + ": " + e.getMessage(), e);
        }
    }

    private static final io.sockerless.drivers.trees.Node.Making NOTHING =
            io.sockerless.drivers.trees.Node.Making.of(Kind.FILE, 0, 0, 0);
}
