package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An instruction, split but not understood.
 *
 * @param name as written
 * @param flags its words that begin with two dashes, unquoted
 * @param rest what follows the flags, as written
 * @param arguments the rest split by the instruction's own rules
 * @param json whether the arguments were written as a JSON array
 */
record Statement(
        Source source,
        String name,
        List<String> flags,
        String rest,
        List<String> arguments,
        boolean json,
        List<Heredoc> heredocs) {

    String upper() {
        return name.toUpperCase(Locale.ROOT);
    }

    /** Its flags and arguments, as they were written. */
    String written() {
        return source.text().substring(name.length()).strip();
    }

    /** Of a line alone; {@link #with} adds what the line does not tell. */
    static Statement split(String line, char escape) {
        String text = line.strip();
        String[] parts = Words.BLANKS.split(text, 2);
        String name = parts[0];
        List<String> flags = new ArrayList<>();
        String rest = parts.length > 1 ? Words.flags(parts[1], flags).strip() : "";
        Arguments split = switch (name.toUpperCase(Locale.ROOT)) {
            case "ADD", "COPY", "VOLUME" -> Arguments.listOf(rest);
            case "CMD", "ENTRYPOINT", "RUN", "SHELL" -> Arguments.commandOf(rest);
            case "ENV", "LABEL" -> new Arguments(Words.pairs(name.toUpperCase(Locale.ROOT), rest, escape), false);
            case "ARG" -> new Arguments(Words.quoted(rest, escape), false);
            case "EXPOSE", "FROM" -> new Arguments(Words.blank(rest), false);
            case "HEALTHCHECK" -> {
                String[] kind = rest.split("\\s+", 2);
                Arguments command = Arguments.commandOf(kind.length > 1 ? kind[1] : "");
                List<String> all = new ArrayList<>(command.words());
                if (!rest.isEmpty()) {
                    all.addFirst(kind[0]);
                }
                yield new Arguments(all, command.json());
            }
            case "ONBUILD" -> {
                if (!rest.isEmpty() && !upperOf(rest).equals("ONBUILD")) {
                    split(rest, escape); // a trigger has to be readable, though not to make sense
                }
                yield new Arguments(rest.isEmpty() ? List.of() : List.of(rest), false);
            }
            default -> new Arguments(rest.isEmpty() ? List.of() : List.of(rest), false);
        };
        return new Statement(new Source(0, 0, text), name, flags, rest, split.words(), split.json(), List.of());
    }

    Statement with(int first, int last, List<Heredoc> documents) {
        return new Statement(new Source(first, last, source.text()), name, flags, rest, arguments, json, documents);
    }

    /** Whether {@code <<} may begin a here-document in it. */
    boolean takesHeredocs(char escape) {
        return switch (upper()) {
            case "ADD", "COPY", "RUN" -> !json;
            case "ONBUILD" ->
                !rest.isEmpty()
                        && !upperOf(rest).equals("ONBUILD")
                        && split(rest, escape).takesHeredocs(escape);
            default -> false;
        };
    }

    private static String upperOf(String text) {
        return Words.BLANKS.split(text, 2)[0].toUpperCase(Locale.ROOT);
    }

    private record Arguments(List<String> words, boolean json) {
        static Arguments listOf(String rest) {
            return Words.array(rest)
                    .map(words -> new Arguments(words, true))
                    .orElseGet(() -> new Arguments(Words.blank(rest), false));
        }

        static Arguments commandOf(String rest) {
            return Words.array(rest)
                    .map(words -> new Arguments(words, true))
                    .orElseGet(() -> new Arguments(rest.isEmpty() ? List.of() : List.of(rest), false));
        }
    }
}
