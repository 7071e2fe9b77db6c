package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** The outcome of an expansion: as one text, and as words. */
final class Expanded {
    private final StringBuilder text = new StringBuilder();
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    /** Adds what does not separate words, even if it is blank. */
    void addWhole(String more) {
        text.append(more);
        word.append(more);
    }

    /** Adds text whose blanks separate words. */
    void addLoose(String more) {
        text.append(more);
        more.codePoints().forEach(c -> {
            if (Character.isWhitespace(c) || c == 0xA0) {
                endWord();
            } else {
                word.appendCodePoint(c);
            }
        });
    }

    private void endWord() {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    CharSequence text() {
        return text;
    }

    List<String> words() {
        endWord();
        return List.copyOf(words);
    }
}
