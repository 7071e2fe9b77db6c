package io.sockerless.drivers.shell.syntax;

import io.sockerless.drivers.shell.syntax.Command.Redirection;
import io.sockerless.drivers.shell.syntax.Word.Part;
import io.sockerless.drivers.shell.syntax.Word.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes tokens of characters, and reads here-documents where their lines begin. */
final class Lexer {
    private record Pending(String delimiter, boolean expands, boolean strips, Consumer<Word> body) {}

    private final Source source;
    private final WordReader words;
    private final List<Pending> pending = new ArrayList<>();

    Lexer(Source source, WordReader words) {
        this.source = source;
        this.words = words;
    }

    Token next() {
        skipBlanks();
        int c = source.peek();
        return switch (c) {
            case Source.END -> new Token.End();
            case '\n' -> {
                source.takeRaw();
                hereDocuments();
                yield new Token.Newline();
            }
            case '&', '|', ';' -> {
                char one = (char) source.takeRaw();
                yield new Token.Operator(source.takeIf(one) ? "" + one + one : String.valueOf(one));
            }
            case '(', ')' -> new Token.Operator(String.valueOf((char) source.takeRaw()));
            case '<', '>' -> new Token.Redirect(-1, redirection());
            default -> wordOrNumber();
        };
    }

    private void skipBlanks() {
        while (true) {
            int c = source.peek();
            if (c == ' ' || c == '\t') {
                source.takeRaw();
            } else if (c == '#') {
                while (source.raw() != '\n' && source.raw() != Source.END) {
                    source.takeRaw();
                }
            } else {
                return;
            }
        }
    }

    private Token wordOrNumber() {
        Source.Mark start = source.mark();
        Word word = words.word();
        int next = source.peek();
        if (next == '<' || next == '>') {
            String text = word.literal().orElse("");
            if (text.length() == 1 && WordReader.digit(text.charAt(0))) {
                return new Token.Redirect(text.charAt(0) - '0', redirection());
            }
        }
        return new Token.Words(word, start);
    }

    private String redirection() {
        if (source.takeRaw() == '<') {
            if (source.takeIf('<')) {
                return source.takeIf('-') ? "<<-" : "<<";
            }
            return source.takeIf('&') ? "<&" : source.takeIf('>') ? "<>" : "<";
        }
        return source.takeIf('>') ? ">>" : source.takeIf('&') ? ">&" : source.takeIf('|') ? ">|" : ">";
    }

    /** The body comes after this line. */
    void hereDocument(Word delimiter, boolean strips, Consumer<Word> body) {
        StringBuilder text = new StringBuilder();
        boolean expands = true;
        for (Part part : delimiter.parts()) {
            expands &= !part.quoted();
            text.append(part instanceof Text(String piece, boolean _) ? piece : "");
        }
        pending.add(new Pending(text.toString(), expands, strips, body));
    }

    void hereDocuments() {
        for (Pending one : pending) {
            StringBuilder body = new StringBuilder();
            int first = source.line();
            for (String line = line(one.strips, one.expands); !line.isEmpty(); line = line(one.strips, one.expands)) {
                if (line.equals(one.delimiter + "\n") || line.equals(one.delimiter)) {
                    break;
                }
                body.append(line);
            }
            one.body.accept(one.expands ? Parser.here(body.toString(), first) : Word.of(body.toString(), true));
        }
        pending.clear();
    }

    private String line(boolean strips, boolean joins) {
        StringBuilder line = new StringBuilder();
        while (strips && source.raw() == '\t') {
            source.takeRaw();
        }
        boolean escaped = false;
        for (int c = source.takeRaw(); c != Source.END; c = source.takeRaw()) {
            line.append((char) c);
            if (c == '\n') {
                if (!(joins && escaped)) {
                    break;
                }
                line.setLength(line.length() - 2);
            }
            escaped = c == '\\' && !escaped;
        }
        return line.toString();
    }

    static Redirection document(int descriptor, Word body) {
        return new Redirection(descriptor, "<<", body);
    }
}
