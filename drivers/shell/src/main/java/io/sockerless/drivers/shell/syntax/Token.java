package io.sockerless.drivers.shell.syntax;

import java.util.Optional;

/** What the grammar is made of. */
sealed interface Token {
    record Operator(String text) implements Token {}

    record Words(Word word, Source.Mark start) implements Token {}

    /** A redirection's operator with the number before it, or -1. */
    record Redirect(int descriptor, String operator) implements Token {}

    record Newline() implements Token {}

    record End() implements Token {}

    /** A word or operator by its text, where the grammar looks for it. */
    default Optional<String> plain() {
        return switch (this) {
            case Operator(String text) -> Optional.of(text);
            case Words(Word word, var _) -> word.literal();
            case Redirect _, Newline _, End _ -> Optional.empty();
        };
    }

    /** As dash names it in its complaints. */
    default String told(boolean keyword) {
        return switch (this) {
            case Operator(String text) -> '"' + text + '"';
            case Words(Word word, var _) -> keyword ? '"' + word.literal().orElseThrow() + '"' : "word";
            case Redirect _ -> "redirection";
            case Newline _ -> "newline";
            case End _ -> "end of file";
        };
    }
}
