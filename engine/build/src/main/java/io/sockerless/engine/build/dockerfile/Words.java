package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.engine.oci.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the arguments of instructions fall into words. */
final class Words {
    private Words() {}

    /** At blanks outside of quotes; quotes and escapes stay. */
    static List<String> split(String text, char escape) {
        return ShellWords.split(text, escape);
    }

    /** At any blanks. */
    static List<String> blanks(String text) {
        return Stream.of(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The strings of a JSON array; empty if it is none. */
    static Optional<List<String>> json(String text) {
        if (!text.startsWith("[")) {
            return Optional.empty();
        }
        return OciJson.leadingArray(text).map(words -> {
            List<String> strings = new ArrayList<>();
            for (Object word : words) {
                if (!(word instanceof String string)) {
                    throw EngineException.invalid(
                            "when using JSON array syntax, arrays must be comprised of strings only");
                }
                strings.add(string);
            }
            return List.copyOf(strings);
        });
    }

    static List<String> jsonOrBlanks(String text) {
        return json(text).orElseGet(() -> blanks(text));
    }

    /** The exec form, else the shell form. */
    static Command command(String text) {
        return json(text).map(words -> new Command(false, words)).orElseGet(() -> new Command(true, List.of(text)));
    }

    /** {@code name=value …}, or the old form of one name and the rest as its value. */
    static List<Instruction.Pair> pairs(String instruction, String text, char escape) {
        List<String> words = split(text, escape);
        if (words.isEmpty()) {
            return List.of();
        }
        if (!words.getFirst().contains("=")) {
            String[] old = text.split("\\s+", 2);
            if (old.length < 2) {
                throw Faults.text(instruction + " must have two arguments");
            }
            return List.of(new Instruction.Pair(old[0], old[1]));
        }
        List<Instruction.Pair> pairs = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw Faults.text("Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
            }
            pairs.add(new Instruction.Pair(word.substring(0, equals), word.substring(equals + 1)));
        }
        return pairs;
    }
}
