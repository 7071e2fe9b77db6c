package io.sockerless.drivers.shell;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the shell is, and what files are made with. */
final class FileBuiltins {
    private FileBuiltins() {}

    static void addTo(Map<String, Builtins.Builtin> all) {
        all.put("cd", FileBuiltins::cd);
        all.put("pwd", FileBuiltins::pwd);
        all.put("umask", FileBuiltins::umask);
    }

    private static int cd(Interpreter shell, List<String> args) {
        boolean physical = false;
        int i = 0;
        for (; i < args.size() && args.get(i).matches("-[LP]+|--"); i++) {
            physical = args.get(i).endsWith("P");
        }
        Variables variables = shell.state.variables;
        String target = i < args.size() ? args.get(i) : variables.text("HOME");
        boolean tells = target.equals("-");
        if (tells) {
            target = variables.text("OLDPWD");
        }
        Optional<String> found = Optional.empty();
        boolean searched = !target.matches("(/|\\.\\.?(/|$)).*") && variables.get("CDPATH").isPresent();
        for (String place : searched ? variables.text("CDPATH").split(":", -1) : new String[] {""}) {
            String path = place.isEmpty() ? target : place + "/" + target;
            found = enter(shell, path, physical);
            if (found.isPresent()) {
                tells |= !place.isEmpty();
                break;
            }
        }
        if (found.isEmpty() && searched) {
            found = enter(shell, target, physical);
        }
        if (found.isEmpty()) {
            throw new Control.Failure("can't cd to " + target);
        }
        variables.set("OLDPWD", shell.state.directory);
        shell.state.directory = found.get();
        variables.set("PWD", found.get());
        variables.export("PWD");
        variables.export("OLDPWD");
        if (tells) {
            shell.out(found.get() + "\n");
        }
        return 0;
    }

    private static Optional<String> enter(Interpreter shell, String path, boolean physical) {
        FileView files = shell.world.files();
        String full = shell.state.absolute(path.isEmpty() ? "." : path);
        String to = physical ? full : logical(full);
        if (files.stat(to, true).filter(s -> s.kind() == FileView.Kind.DIRECTORY).isEmpty()
                || !files.may(to, FileView.Access.EXECUTE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(physical ? files.physical(full) : to);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static String logical(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return "/" + String.join("/", names);
    }

    private static int pwd(Interpreter shell, List<String> args) {
        try {
            boolean physical = !args.isEmpty() && args.getLast().equals("-P");
            shell.out((physical ? shell.world.files().physical(shell.state.directory) : shell.state.directory) + "\n");
        } catch (IOException e) {
            throw new Control.Failure(e.getMessage());
        }
        return 0;
    }

    private static int umask(Interpreter shell, List<String> args) {
        State state = shell.state;
        if (args.isEmpty()) {
            shell.out("%04o\n".formatted(state.umask));
        } else if (args.getFirst().equals("-S")) {
            shell.out("u=%s,g=%s,o=%s\n".formatted(letters(state.umask >> 6), letters(state.umask >> 3), letters(state.umask)));
        } else if (args.getFirst().matches("[0-7]{1,4}")) {
            state.umask = Integer.parseInt(args.getFirst(), 8) & 0777;
        } else {
            state.umask = symbolic(state.umask, args.getFirst());
        }
        return 0;
    }

    private static String letters(int mask) {
        return ((mask & 4) == 0 ? "r" : "") + ((mask & 2) == 0 ? "w" : "") + ((mask & 1) == 0 ? "x" : "");
    }

    private static int symbolic(int mask, String text) {
        int mode = ~mask & 0777;
        for (String clause : text.split(",")) {
            if (!clause.matches("[ugoa]*[-+=][rwx]*")) {
                throw new Control.Failure("Illegal mode: " + text);
            }
            int sign = clause.replaceAll("[-+=].*", "").length();
            String who = clause.substring(0, sign);
            int bits = 0;
            for (char c : clause.substring(sign + 1).toCharArray()) {
                bits |= c == 'r' ? 4 : c == 'w' ? 2 : 1;
            }
            for (int shift = 0; shift <= 6; shift += 3) {
                if (who.isEmpty() || who.contains("a") || who.indexOf("ogu".charAt(shift / 3)) >= 0) {
                    int kept = clause.charAt(sign) == '=' ? mode & ~(7 << shift) : mode;
                    mode = clause.charAt(sign) == '-' ? kept & ~(bits << shift) : kept | bits << shift;
                }
            }
        }
        return ~mode & 0777;
    }
}
