package io.sockerless.drivers.shell;

import java.util.List;

/** Parses options one at a time: OPTIND says where. */
final class Getopts {
    /** Where inside of a word of several options; no script can name it. */
    static final String PLACE = "OPTIND place";

    private Getopts() {}

    static int run(Interpreter shell, List<String> args) {
        if (args.size() < 2) {
            throw new Control.Failure("Usage: getopts optstring var [arg]");
        }
        Variables variables = shell.state.variables;
        String letters = args.get(0);
        String name = args.get(1);
        boolean silent = letters.startsWith(":");
        List<String> words = args.size() > 2 ? args.subList(2, args.size()) : shell.state.parameters;
        int index = Math.max(1, Builtins.number(variables.get("OPTIND").orElse("1")));
        int place = Integer.parseInt(variables.get(PLACE).orElse("0"));
        String word = index <= words.size() ? words.get(index - 1) : "";
        if (place == 0 || place >= word.length()) {
            if (!word.startsWith("-") || word.equals("-") || word.equals("--")) {
                int next = word.equals("--") ? index + 1 : index;
                variables.unset("OPTARG");
                variables.set(name, "?");
                variables.set("OPTIND", Integer.toString(next));
                return 1;
            }
            place = 1;
        }
        char letter = word.charAt(place++);
        int known = letter == ':' ? -1 : letters.indexOf(letter);
        boolean wants = known >= 0 && known + 1 < letters.length() && letters.charAt(known + 1) == ':';
        String result = String.valueOf(letter);
        variables.unset("OPTARG");
        int next = place < word.length() && !wants ? index : index + 1;
        if (known < 0) {
            result = "?";
            if (silent) {
                variables.set("OPTARG", String.valueOf(letter));
            } else {
                shell.error("Illegal option -" + letter + "\n");
            }
        } else if (wants && place < word.length()) {
            variables.set("OPTARG", word.substring(place));
        } else if (wants && index < words.size()) {
            variables.set("OPTARG", words.get(index));
            next = index + 2;
        } else if (wants) {
            result = silent ? ":" : "?";
            if (silent) {
                variables.set("OPTARG", String.valueOf(letter));
            } else {
                shell.error("No arg for -" + letter + " option\n");
            }
        }
        variables.set(name, result);
        variables.set("OPTIND", Integer.toString(next));
        if (next == index) {
            variables.set(PLACE, Integer.toString(place));
        }
        return 0;
    }
}
