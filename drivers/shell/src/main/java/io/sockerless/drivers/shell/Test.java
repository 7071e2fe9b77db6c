package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.FileView.Access;
import io.sockerless.drivers.shell.FileView.Kind;
import io.sockerless.drivers.shell.FileView.Stat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The builtin test, also called [. */
final class Test {
    private static final Set<String> BINARY =
            Set.of("=", "==", "!=", "<", ">", "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-nt", "-ot", "-ef");
    private static final String UNARY = "bcdefghkLnOprsStuwxzG";

    private final Interpreter shell;
    private final List<String> args;
    private int at;

    Test(Interpreter shell, List<String> args) {
        this.shell = shell;
        this.args = args;
    }

    static int bracket(Interpreter shell, List<String> args) {
        if (args.isEmpty() || !args.getLast().equals("]")) {
            throw new Control.Failure("missing ]");
        }
        return new Test(shell, args.subList(0, args.size() - 1)).run();
    }

    int run() {
        if (args.isEmpty()) {
            return 1;
        }
        // XCU: with three or four words it is their number that decides.
        if (args.size() == 3 && BINARY.contains(args.get(1))) {
            return binary(args.get(0), args.get(1), args.get(2)) ? 0 : 1;
        }
        if (args.size() == 4 && args.getFirst().equals("!") && BINARY.contains(args.get(2))) {
            return binary(args.get(1), args.get(2), args.get(3)) ? 1 : 0;
        }
        if (args.size() == 1) {
            return args.getFirst().isEmpty() ? 1 : 0;
        }
        boolean result = or();
        if (at < args.size()) {
            throw new Control.Failure(args.get(at) + ": unexpected operator");
        }
        return result ? 0 : 1;
    }

    private boolean next(String word) {
        if (at < args.size() && args.get(at).equals(word)) {
            at++;
            return true;
        }
        return false;
    }

    private boolean or() {
        boolean result = and();
        while (next("-o")) {
            result |= and();
        }
        return result;
    }

    private boolean and() {
        boolean result = not();
        while (next("-a")) {
            result &= not();
        }
        return result;
    }

    private boolean not() {
        if (at + 1 < args.size() && args.get(at).equals("!")) {
            at++;
            return !not();
        }
        return primary();
    }

    private boolean primary() {
        if (at >= args.size()) {
            throw new Control.Failure("argument expected");
        }
        String word = args.get(at);
        boolean binary = at + 2 < args.size() && BINARY.contains(args.get(at + 1));
        if (word.equals("(") && !binary) {
            at++;
            boolean result = or();
            if (!next(")")) {
                throw new Control.Failure("closing paren expected");
            }
            return result;
        }
        if (binary) {
            at += 3;
            return binary(word, args.get(at - 2), args.get(at - 1));
        }
        if (word.length() == 2 && word.charAt(0) == '-' && UNARY.indexOf(word.charAt(1)) >= 0 && at + 1 < args.size()) {
            at += 2;
            return unary(word.charAt(1), args.get(at - 1));
        }
        at++;
        return !word.isEmpty();
    }

    private static long number(String text) {
        String stripped = text.strip();
        if (!stripped.matches("[-+]?[0-9]{1,18}")) {
            throw new Control.Failure("Illegal number: " + text);
        }
        return Long.parseLong(stripped);
    }

    private Optional<Stat> stat(String path, boolean follow) {
        return shell.world.files().stat(shell.state.absolute(path), follow);
    }

    private boolean binary(String left, String operator, String right) {
        return switch (operator) {
            case "=", "==" -> left.equals(right);
            case "!=" -> !left.equals(right);
            case "<" -> left.compareTo(right) < 0;
            case ">" -> left.compareTo(right) > 0;
            case "-eq" -> number(left) == number(right);
            case "-ne" -> number(left) != number(right);
            case "-gt" -> number(left) > number(right);
            case "-ge" -> number(left) >= number(right);
            case "-lt" -> number(left) < number(right);
            case "-le" -> number(left) <= number(right);
            case "-nt" -> newer(left, right);
            case "-ot" -> newer(right, left);
            default -> {
                Optional<Stat> a = stat(left, true);
                Optional<Stat> b = stat(right, true);
                yield a.isPresent()
                        && b.isPresent()
                        && a.get().inode() == b.get().inode()
                        && a.get().device() == b.get().device();
            }
        };
    }

    private boolean newer(String left, String right) {
        Optional<Stat> a = stat(left, true);
        Optional<Stat> b = stat(right, true);
        return a.isPresent() && b.isPresent() && a.get().mtime() > b.get().mtime();
    }

    private boolean is(String path, Kind kind) {
        return stat(path, true).filter(s -> s.kind() == kind).isPresent();
    }

    private boolean mode(String path, int bit) {
        return stat(path, true).filter(s -> (s.mode() & bit) != 0).isPresent();
    }

    private boolean may(String path, Access access) {
        return stat(path, true).isPresent() && shell.world.files().may(shell.state.absolute(path), access);
    }

    private boolean unary(char operator, String word) {
        return switch (operator) {
            case 'n' -> !word.isEmpty();
            case 'z' -> word.isEmpty();
            case 'e' -> stat(word, true).isPresent();
            case 'f' -> is(word, Kind.FILE);
            case 'd' -> is(word, Kind.DIRECTORY);
            case 'b' -> is(word, Kind.BLOCK);
            case 'c' -> is(word, Kind.CHARACTER);
            case 'p' -> is(word, Kind.FIFO);
            case 'S' -> is(word, Kind.SOCKET);
            case 'h', 'L' -> stat(word, false).filter(s -> s.kind() == Kind.LINK).isPresent();
            case 's' -> stat(word, true).filter(s -> s.size() > 0).isPresent();
            case 'u' -> mode(word, 04000);
            case 'g' -> mode(word, 02000);
            case 'k' -> mode(word, 01000);
            case 'r' -> may(word, Access.READ);
            case 'w' -> may(word, Access.WRITE);
            case 'x' -> may(word, Access.EXECUTE);
            case 'O' -> stat(word, true).filter(s -> s.uid() == shell.world.uid()).isPresent();
            case 'G' -> stat(word, true).filter(s -> s.gid() == shell.world.uid()).isPresent();
            default -> shell.state
                    .descriptors
                    .get((int) number(word))
                    .filter(Stream::terminal)
                    .isPresent();
        };
    }
}
