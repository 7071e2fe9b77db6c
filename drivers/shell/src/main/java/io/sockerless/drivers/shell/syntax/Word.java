package io.sockerless.drivers.shell.syntax;

import java.util.List;
import java.util.Optional;

/** A word as written: what it becomes is known when it is expanded. */
public record Word(List<Part> parts) {
    public Word {
        parts = List.copyOf(parts);
    }

    /** A piece of a word. Quoted pieces are neither split nor matched against files. */
    public sealed interface Part {
        boolean quoted();
    }

    public record Text(String text, boolean quoted) implements Part {}

    /** @param operator one of - = ? + with or without a colon, # ## % %%, {@code length}, {@code bad} or nothing */
    public record Parameter(String name, String operator, Word operand, boolean quoted) implements Part {}

    public record Substitution(Command body, boolean quoted) implements Part {}

    public record Arithmetic(Word expression, boolean quoted) implements Part {}

    public static Word of(String text, boolean quoted) {
        return new Word(List.of(new Text(text, quoted)));
    }

    /** The text of a word that has neither quotes nor expansions. */
    public Optional<String> literal() {
        return parts.size() == 1 && parts.getFirst() instanceof Text(String text, boolean quoted) && !quoted
                ? Optional.of(text)
                : Optional.empty();
    }
}
