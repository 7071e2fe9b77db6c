package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.List;

/** A command line as words: quotes and backslashes as a shell has them, and nothing else of a shell's. */
final class CommandWords {
    private CommandWords() {}

    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean within = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escaping = c == '\\' && quote != '\'' && i + 1 < line.length();
            if (escaping) {
                char next = line.charAt(++i);
                boolean plain = quote == '"' && "\\\"$`".indexOf(next) < 0;
                word.append(plain ? "\\" : "").append(next);
                within = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                within = true;
            } else if (Character.isWhitespace(c)) {
                if (within) {
                    words.add(word.toString());
                }
                word.setLength(0);
                within = false;
            } else {
                word.append(c);
                within = true;
            }
        }
        if (quote != 0) {
            throw new AwsException("InvalidParameterException", "The command has a quote that is not closed: " + line);
        }
        if (within) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw new AwsException("InvalidParameterException", "The command cannot be empty.");
        }
        return words;
    }
}
