package io.sockerless.drivers.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code set} turns on and off. */
final class Options {
    static final Map<String, Character> NAMES = new LinkedHashMap<>();
    /** Known to scripts and without a meaning where there is no terminal to control. */
    private static final Set<Character> REFUSED = Set.of('m');

    static {
        List<String> names = List.of(
                "errexit e", "noglob f", "ignoreeof I", "interactive i", "monitor m", "noexec n", "stdin s", "xtrace x",
                "verbose v", "vi V", "emacs E", "noclobber C", "allexport a", "notify b", "nounset u", "nolog L",
                "debug D");
        names.forEach(n -> NAMES.put(n.substring(0, n.length() - 2), n.charAt(n.length() - 1)));
    }

    private Options() {}

    static String letters(State state) {
        return NAMES.values().stream()
                .filter(state::option)
                .filter(c -> c != 'L' && c != 'D')
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    private static void turn(Interpreter shell, char letter, boolean on) {
        if (REFUSED.contains(letter) && on) {
            shell.complain("can't access tty; job control turned off");
        } else if (on) {
            shell.state.options.add(letter);
        } else {
            shell.state.options.remove(letter);
        }
    }

    /** @return how many words were options */
    static int take(Interpreter shell, List<String> words) {
        int i = 0;
        while (i < words.size()) {
            String word = words.get(i);
            if (word.equals("--") || word.equals("-")) {
                return word.equals("--") ? i : i + 1;
            }
            if (word.length() < 2 || word.charAt(0) != '-' && word.charAt(0) != '+') {
                return i;
            }
            i++;
            boolean on = word.charAt(0) == '-';
            for (char letter : word.substring(1).toCharArray()) {
                if (letter == 'o') {
                    if (i == words.size()) {
                        list(shell, on);
                        return i;
                    }
                    Character named = NAMES.get(words.get(i));
                    if (named == null) {
                        throw new Control.Failure("Illegal option " + (on ? "-" : "+") + "o " + words.get(i));
                    }
                    turn(shell, named, on);
                    i++;
                } else if (!NAMES.containsValue(letter) || letter == 'L' || letter == 'D') {
                    throw new Control.Failure("Illegal option " + (on ? "-" : "+") + letter);
                } else {
                    turn(shell, letter, on);
                }
            }
        }
        return i;
    }

    private static void list(Interpreter shell, boolean told) {
        StringBuilder text = new StringBuilder(told ? "Current option settings\n" : "");
        NAMES.forEach((name, letter) -> {
            boolean on = shell.state.option(letter);
            text.append(
                    told
                            ? "%-16s%s%n".formatted(name, on ? "on" : "off")
                            : "set %so %s%n".formatted(on ? "-" : "+", name));
        });
        shell.out(text.toString());
    }
}
