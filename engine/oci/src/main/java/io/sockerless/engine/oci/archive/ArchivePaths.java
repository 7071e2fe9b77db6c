package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Names within an archive: relative, with slashes, never leading out of it. */
final class ArchivePaths {
    private ArchivePaths() {}

    /**
     * The name without {@code .} and empty parts.
     *
     * @throws EngineException INVALID if it is absolute or has {@code ..}
     */
    static String clean(String name) {
        if (name.startsWith("/")) {
            throw outside(name);
        }
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw outside(name);
            }
        }
        return resolve("", name);
    }

    /**
     * Where a symbolic link in a directory leads to.
     *
     * @throws EngineException INVALID if that is outside of the archive
     */
    static String resolve(String directory, String target) {
        if (target.startsWith("/")) {
            throw outside(target);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (directory + "/" + target).split("/")) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw outside(target);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** The directory that a clean name is in; empty at the top. */
    static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    private static EngineException outside(String name) {
        return EngineException.invalid("invalid archive: " + name + " leads out of it");
    }
}
