package io.sockerless.engine.core.container;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths in a container, which are names only: nothing is looked up. */
final class MountPaths {
    private MountPaths() {}

    /** Without {@code .}, {@code ..}, doubled and trailing slashes, as Go's path.Clean. */
    static String clean(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/")) {
            if (part.equals("..") && !parts.isEmpty() && !parts.peekLast().equals("..")) {
                parts.removeLast();
            } else if (part.equals("..") && !absolute) {
                parts.addLast(part);
            } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.addLast(part);
            }
        }
        String joined = String.join("/", parts);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }

    static int depth(String cleanPath) {
        return (int) cleanPath.chars().filter(c -> c == '/').count();
    }
}
