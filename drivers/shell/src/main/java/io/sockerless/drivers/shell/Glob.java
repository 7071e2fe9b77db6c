package io.sockerless.drivers.shell;

import java.util.ArrayList;
import java.util.List;

/** Finds the files that a pattern stands for. */
final class Glob {
    private final FileView files;
    private final State state;
    private final List<String> found = new ArrayList<>();

    private Glob(FileView files, State state) {
        this.files = files;
        this.state = state;
    }

    /** @return in the order of their bytes; empty when there are none */
    static List<String> find(FileView files, State state, String pattern) {
        Glob glob = new Glob(files, state);
        glob.walk("", pattern);
        return glob.found.stream().sorted().toList();
    }

    private void walk(String before, String pattern) {
        int start = 0;
        while (start < pattern.length() && pattern.charAt(start) == '/') {
            start++;
        }
        String at = before + pattern.substring(0, start);
        int slash = pattern.indexOf('/', start);
        String part = slash < 0 ? pattern.substring(start) : pattern.substring(start, slash);
        String rest = slash < 0 ? "" : pattern.substring(slash);
        if (!magic(part)) {
            String name = at + unquote(part);
            if (rest.isEmpty()) {
                if (files.stat(state.absolute(name), part.isEmpty()).isPresent()) {
                    found.add(name);
                }
            } else {
                walk(name, rest);
            }
            return;
        }
        Pattern names = new Pattern(part);
        boolean hidden = part.startsWith(".") || part.startsWith("\\.");
        List<String> candidates = new ArrayList<>(files.list(state.absolute(at.isEmpty() ? "." : at)));
        if (hidden) {
            candidates.add(".");
            candidates.add("..");
        }
        for (String name : candidates) {
            if (name.startsWith(".") && !hidden || !names.matches(name)) {
                continue;
            }
            if (rest.isEmpty()) {
                found.add(at + name);
            } else if (files.stat(state.absolute(at + name), true)
                    .filter(s -> s.kind() == FileView.Kind.DIRECTORY)
                    .isPresent()) {
                walk(at + name, rest);
            }
        }
    }

    static boolean magic(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[') {
                return true;
            }
        }
        return false;
    }

    private static String unquote(String pattern) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
                i++;
            }
            plain.append(pattern.charAt(i));
        }
        return plain.toString();
    }
}
