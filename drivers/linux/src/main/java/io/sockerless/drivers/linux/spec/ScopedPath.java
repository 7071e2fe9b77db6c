package io.sockerless.drivers.linux.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Paths of a container, resolved on the host as if its root were {@code /}. */
public final class ScopedPath {
    private static final int MOST_LINKS = 255;

    private ScopedPath() {}

    /**
     * The place on the host, symbolic links followed within the root; it need not exist. Only for roots in which nothing
     * runs, or for reading what is not trusted anyway: a process inside could change a link meanwhile.
     */
    public static Path resolve(Path root, String path) throws IOException {
        Deque<String> todo = new ArrayDeque<>();
        push(todo, path);
        Path current = root;
        int links = 0;
        while (!todo.isEmpty()) {
            String name = todo.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                current = current.equals(root) ? root : current.getParent();
                continue;
            }
            Path next = current.resolve(name);
            if (Files.isSymbolicLink(next)) {
                if (++links > MOST_LINKS) {
                    throw new IOException(path + ": too many links");
                }
                String target = Files.readSymbolicLink(next).toString();
                if (target.startsWith("/")) {
                    current = root;
                }
                push(todo, target);
            } else {
                current = next;
            }
        }
        return current;
    }

    private static void push(Deque<String> todo, String path) {
        String[] names = path.split("/");
        for (int i = names.length - 1; i >= 0; i--) {
            todo.push(names[i]);
        }
    }
}
