package io.sockerless.drivers.shell;

import java.io.IOException;
import java.util.List;

/** The builtin read: takes one line from its input, and not a byte more. */
final class Read {
    private Read() {}

    static int run(Interpreter shell, List<String> args) {
        int i = 0;
        boolean raw = false;
        for (; i < args.size() && args.get(i).startsWith("-"); i++) {
            if (args.get(i).equals("-r")) {
                raw = true;
            } else if (args.get(i).equals("-p") && i + 1 < args.size()) {
                shell.error(args.get(++i));
            } else if (args.get(i).equals("--")) {
                i++;
                break;
            } else {
                throw new Control.Failure("Illegal option " + args.get(i));
            }
        }
        List<String> names = args.subList(i, args.size());
        if (names.isEmpty()) {
            throw new Control.Failure("arg count");
        }
        StringBuilder text = new StringBuilder();
        StringBuilder escaped = new StringBuilder();
        int status = line(shell, raw, text, escaped);
        if (status > 1) {
            return status;
        }
        assign(shell, names, text.toString(), escaped.toString());
        return status;
    }

    private static int line(Interpreter shell, boolean raw, StringBuilder text, StringBuilder escaped) {
        Stream input = shell.state
                .descriptors
                .get(0)
                .orElseThrow(() -> new Control.Failure("0: Bad file descriptor"));
        byte[] one = new byte[1];
        boolean backslash = false;
        while (true) {
            int n;
            try {
                n = shell.task.waking(-2, () -> input.read(one, 0, 1));
            } catch (IOException e) {
                n = -1;
            }
            if (n == -2) {
                int signal = shell.task.firstPending();
                shell.safePoint();
                return 128 + signal;
            }
            if (n <= 0) {
                return 1;
            }
            char c = (char) (one[0] & 0xff);
            if (backslash) {
                backslash = false;
                if (c != '\n') {
                    text.append(c);
                    escaped.append('\\');
                }
            } else if (c == '\\' && !raw) {
                backslash = true;
            } else if (c == '\n') {
                return 0;
            } else if (c != 0) {
                text.append(c);
                escaped.append(' ');
            }
        }
    }

    private static void assign(Interpreter shell, List<String> names, String text, String escaped) {
        String ifs = shell.state.variables.get("IFS").orElse(" \t\n");
        int at = blanks(ifs, text, escaped, 0);
        for (int k = 0; k < names.size(); k++) {
            String name = names.get(k);
            if (!Variables.isName(name)) {
                throw new Control.Failure(name + ": bad variable name");
            }
            int end = at;
            while (end < text.length() && !separates(ifs, text, escaped, end)) {
                end++;
            }
            int next = after(ifs, text, escaped, end);
            if (k == names.size() - 1 && next < text.length()) {
                end = text.length();
                while (end > at && blank(ifs, text, escaped, end - 1)) {
                    end--;
                }
            }
            shell.state.variables.set(name, text.substring(at, end));
            at = next;
        }
    }

    /** Behind one separator, with the blanks around it. */
    private static int after(String ifs, String text, String escaped, int at) {
        int next = blanks(ifs, text, escaped, at);
        if (next < text.length() && separates(ifs, text, escaped, next)) {
            next = blanks(ifs, text, escaped, next + 1);
        }
        return next;
    }

    private static int blanks(String ifs, String text, String escaped, int from) {
        int at = from;
        while (at < text.length() && blank(ifs, text, escaped, at)) {
            at++;
        }
        return at;
    }

    private static boolean separates(String ifs, String text, String escaped, int at) {
        return escaped.charAt(at) == ' ' && ifs.indexOf(text.charAt(at)) >= 0;
    }

    private static boolean blank(String ifs, String text, String escaped, int at) {
        return separates(ifs, text, escaped, at) && " \t\n".indexOf(text.charAt(at)) >= 0;
    }
}
