package io.sockerless.drivers.shell.syntax;

import io.sockerless.drivers.shell.syntax.Command.Arm;
import io.sockerless.drivers.shell.syntax.Command.Assignment;
import io.sockerless.drivers.shell.syntax.Command.Case;
import io.sockerless.drivers.shell.syntax.Command.For;
import io.sockerless.drivers.shell.syntax.Command.Function;
import io.sockerless.drivers.shell.syntax.Command.If;
import io.sockerless.drivers.shell.syntax.Command.Loop;
import io.sockerless.drivers.shell.syntax.Command.Redirected;
import io.sockerless.drivers.shell.syntax.Command.Redirection;
import io.sockerless.drivers.shell.syntax.Command.Sequence;
import io.sockerless.drivers.shell.syntax.Command.Simple;
import io.sockerless.drivers.shell.syntax.Command.Subshell;
import io.sockerless.drivers.shell.syntax.Word.Part;
import io.sockerless.drivers.shell.syntax.Word.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Single commands: simple ones, and those with keywords. */
final class Compounds {
    private static final Set<String> SPECIAL = Set.of(
            ":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift",
            "times", "trap", "unset");

    private final Parser parser;

    Compounds(Parser parser) {
        this.parser = parser;
    }

    Command command() {
        Token token = parser.commandToken();
        int line = parser.line();
        Command compound =
                switch (token.plain().orElse("")) {
                    case "if" -> conditional();
                    case "while" -> loop(false);
                    case "until" -> loop(true);
                    case "for" -> iteration(line);
                    case "case" -> choice(line);
                    case "{" -> {
                        parser.take();
                        Command body = parser.list(false);
                        parser.expect("}");
                        yield body;
                    }
                    case "(" -> {
                        if (!(token instanceof Token.Operator)) {
                            yield simple();
                        }
                        parser.take();
                        Command body = parser.list(false);
                        parser.expect(")");
                        yield new Subshell(body);
                    }
                    default -> simple();
                };
        if (compound instanceof Simple || compound instanceof Function) {
            return compound;
        }
        List<Redirection> redirections = new ArrayList<>();
        while (parser.peek() instanceof Token.Redirect redirect) {
            redirection(redirect, redirections);
        }
        return redirections.isEmpty() ? compound : new Redirected(line, compound, redirections);
    }

    private Command conditional() {
        parser.take();
        Command condition = parser.list(false);
        parser.expect("then");
        Command then = parser.list(false);
        if (parser.isNext("elif")) {
            return new If(condition, then, Optional.of(conditional()));
        }
        Optional<Command> otherwise = Optional.empty();
        if (parser.takeIf("else")) {
            otherwise = Optional.of(parser.list(false));
        }
        parser.expect("fi");
        return new If(condition, then, otherwise);
    }

    private Command loop(boolean until) {
        parser.take();
        Command condition = parser.list(false);
        return new Loop(until, condition, body());
    }

    private Command body() {
        parser.expect("do");
        Command body = parser.list(false);
        parser.expect("done");
        return body;
    }

    private Command iteration(int line) {
        parser.take();
        String name = parser.peek() instanceof Token.Words(Word word, var _)
                ? word.literal().orElse("")
                : "";
        if (!WordReader.name(name)) {
            throw parser.error("Bad for loop variable");
        }
        parser.take();
        Optional<List<Word>> words = Optional.empty();
        parser.skipNewlines();
        if (parser.takeIf("in")) {
            List<Word> list = new ArrayList<>();
            while (parser.peek() instanceof Token.Words(Word word, var _)) {
                list.add(word);
                parser.take();
            }
            if (!(parser.peek() instanceof Token.Newline) && !parser.isNext(";")) {
                throw parser.unexpected(Optional.empty());
            }
            parser.take();
            words = Optional.of(list);
        } else if (parser.peek() instanceof Token.Operator(String text) && text.equals(";")) {
            parser.take();
        }
        parser.skipNewlines();
        return new For(line, name, words, body());
    }

    private Command choice(int line) {
        parser.take();
        if (!(parser.peek() instanceof Token.Words(Word subject, var _))) {
            throw parser.unexpected(Optional.of("word"));
        }
        parser.take();
        parser.skipNewlines();
        parser.expect("in");
        List<Arm> arms = new ArrayList<>();
        while (true) {
            parser.skipNewlines();
            if (parser.takeIf("esac")) {
                return new Case(line, subject, arms);
            }
            arms.add(arm());
            if (!parser.takeIf(";;")) {
                parser.skipNewlines();
                if (!parser.isNext("esac")) {
                    throw parser.unexpected(Optional.of("\";;\""));
                }
            }
        }
    }

    private Arm arm() {
        if (parser.peek() instanceof Token.Operator(String text) && text.equals("(")) {
            parser.take();
        }
        List<Word> patterns = new ArrayList<>();
        do {
            if (!(parser.peek() instanceof Token.Words(Word pattern, var _))) {
                throw parser.unexpected(patterns.isEmpty() ? Optional.empty() : Optional.of("word"));
            }
            patterns.add(pattern);
            parser.take();
        } while (parser.takeIf("|"));
        parser.expect(")");
        parser.skipNewlines();
        boolean empty = parser.isNext(";;") || parser.isNext("esac");
        return new Arm(patterns, empty ? new Sequence(List.of()) : parser.list(false));
    }

    private Command simple() {
        List<Assignment> assignments = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        List<Redirection> redirections = new ArrayList<>();
        Token first = parser.peek();
        int line = parser.line();
        if (!(first instanceof Token.Redirect)
                && (!(first instanceof Token.Words)
                        || first.plain().filter(Parser.KEYWORDS::contains).isPresent())) {
            throw parser.unexpected(Optional.empty());
        }
        while (true) {
            boolean commandWord = words.isEmpty() || parser.takeAliasNext();
            Token token = commandWord ? parser.commandToken() : parser.peek();
            if (token instanceof Token.Redirect redirect) {
                redirection(redirect, redirections);
            } else if (token instanceof Token.Words(Word word, var _)) {
                parser.take();
                Optional<Assignment> assignment = words.isEmpty() ? assignment(word) : Optional.empty();
                assignment.ifPresentOrElse(assignments::add, () -> words.add(word));
            } else if (token instanceof Token.Operator(String text)
                    && text.equals("(")
                    && words.size() == 1
                    && assignments.isEmpty()
                    && redirections.isEmpty()) {
                return function(words.getFirst());
            } else {
                if (token instanceof Token.Operator(String text) && text.equals("(")) {
                    throw parser.unexpected(Optional.empty());
                }
                return new Simple(line, assignments, words, redirections);
            }
        }
    }

    private Command function(Word word) {
        parser.take();
        parser.expect(")");
        String name = word.literal().orElse("");
        if (!WordReader.name(name) || SPECIAL.contains(name)) {
            throw parser.error("Bad function name");
        }
        parser.skipNewlines();
        return new Function(name, command());
    }

    private static Optional<Assignment> assignment(Word word) {
        if (word.parts().isEmpty() || !(word.parts().getFirst() instanceof Text(String text, boolean quoted)) || quoted) {
            return Optional.empty();
        }
        int equals = text.indexOf('=');
        if (equals < 0 || !WordReader.name(text.substring(0, equals))) {
            return Optional.empty();
        }
        List<Part> value = new ArrayList<>(word.parts());
        value.set(0, new Text(text.substring(equals + 1), false));
        return Optional.of(new Assignment(text.substring(0, equals), new Word(value)));
    }

    private void redirection(Token.Redirect redirect, List<Redirection> into) {
        parser.take();
        if (!(parser.peek() instanceof Token.Words(Word target, var _))) {
            throw parser.unexpected(Optional.empty());
        }
        // Looked at, not yet taken: here-documents begin after the line, which this word may end.
        parser.take();
        if (!redirect.operator().startsWith("<<")) {
            into.add(new Redirection(redirect.descriptor(), redirect.operator(), target));
            return;
        }
        int place = into.size();
        into.add(Lexer.document(redirect.descriptor(), Word.of("", true)));
        boolean strips = redirect.operator().equals("<<-");
        parser.lexer().hereDocument(target, strips, body -> into.set(place, Lexer.document(redirect.descriptor(), body)));
    }
}
