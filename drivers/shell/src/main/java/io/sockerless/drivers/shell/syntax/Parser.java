package io.sockerless.drivers.shell.syntax;

import io.sockerless.drivers.shell.syntax.Command.AndOr;
import io.sockerless.drivers.shell.syntax.Command.Background;
import io.sockerless.drivers.shell.syntax.Command.Not;
import io.sockerless.drivers.shell.syntax.Command.Pipeline;
import io.sockerless.drivers.shell.syntax.Command.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one complete command after the other; nothing beyond its last line is touched. */
public final class Parser {
    static final Set<String> KEYWORDS = Set.of(
            "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "then", "until", "while");
    private static final Set<String> ENDINGS =
            Set.of("}", "do", "done", "elif", "else", "esac", "fi", "then", ")", ";;");
    private static final int DEEPEST = 500;

    private final Source source;
    private final Map<String, String> aliases;
    private final WordReader words;
    private final Compounds compounds;
    private Lexer lexer;
    private Optional<Token> ahead = Optional.empty();
    private boolean aliasNext;
    private int depth;

    public Parser(Source source, Map<String, String> aliases) {
        this.source = source;
        this.aliases = aliases;
        this.words = new WordReader(source, this);
        this.lexer = new Lexer(source, words);
        this.compounds = new Compounds(this);
    }

    /** A text with expansions, as in double quotes. */
    public static Word text(String text) {
        return here(text, 1);
    }

    static Word here(String body, int line) {
        return new Parser(Source.of(body, line), Map.of()).words.here();
    }

    public static boolean keyword(String word) {
        return KEYWORDS.contains(word);
    }

    /** @return empty at the end */
    public Optional<Command> next() {
        ahead = Optional.empty();
        depth = 0;
        source.begin();
        if (commandToken() instanceof Token.End) {
            return Optional.empty();
        }
        return Optional.of(list(true));
    }

    /** The commands up to a closing parenthesis, inside of a word. */
    Command nested() {
        Lexer outer = lexer;
        Optional<Token> before = ahead;
        lexer = new Lexer(source, words);
        ahead = Optional.empty();
        Command body = new Sequence(List.of());
        skipNewlines();
        if (!isNext(")")) {
            body = list(false);
        }
        expect(")");
        lexer = outer;
        ahead = before;
        return body;
    }

    Command inner(String script, int line) {
        Parser parser = new Parser(Source.of(script, line), aliases);
        parser.depth = depth + 1;
        List<Command> commands = new ArrayList<>();
        for (Optional<Command> one = parser.next(); one.isPresent(); one = parser.next()) {
            commands.add(one.get());
        }
        return new Sequence(commands);
    }

    int line() {
        return source.line();
    }

    Lexer lexer() {
        return lexer;
    }

    Token peek() {
        if (ahead.isEmpty()) {
            ahead = Optional.of(lexer.next());
        }
        return ahead.get();
    }

    Token take() {
        Token token = peek();
        ahead = Optional.empty();
        return token;
    }

    /** The next token where a command may begin: aliases are replaced. */
    Token commandToken() {
        while (peek() instanceof Token.Words(Word word, Source.Mark start)) {
            String name = word.literal().orElse("");
            String value = aliases.get(name);
            if (value == null || source.within(name)) {
                break;
            }
            ahead = Optional.empty();
            source.replace(start, name, value);
            aliasNext = value.endsWith(" ") || value.endsWith("\t");
        }
        return peek();
    }

    boolean takeAliasNext() {
        boolean was = aliasNext;
        aliasNext = false;
        return was;
    }

    boolean isNext(String plain) {
        return commandToken().plain().filter(plain::equals).isPresent();
    }

    boolean takeIf(String plain) {
        boolean there = isNext(plain);
        if (there) {
            take();
        }
        return there;
    }

    void expect(String plain) {
        if (!takeIf(plain)) {
            throw unexpected(Optional.of('"' + plain + '"'));
        }
    }

    SyntaxError unexpected(Optional<String> wanted) {
        Token token = peek();
        boolean keyword = token.plain().filter(KEYWORDS::contains).isPresent();
        return words.error(token.told(keyword) + " unexpected"
                + wanted.map(w -> " (expecting " + w + ")").orElse(""));
    }

    SyntaxError error(String message) {
        return words.error(message);
    }

    void skipNewlines() {
        while (commandToken() instanceof Token.Newline) {
            take();
        }
    }

    /** @param top whether it ends with its line */
    Command list(boolean top) {
        List<Command> commands = new ArrayList<>();
        if (++depth > DEEPEST) {
            throw error("nested too deeply");
        }
        while (true) {
            if (!top) {
                skipNewlines();
            }
            Token token = commandToken();
            if (token instanceof Token.End || !top && !commands.isEmpty() && ends(token)) {
                break;
            }
            if (token instanceof Token.Newline) {
                take();
                break;
            }
            Command one = andOr();
            Token after = peek();
            if (after.plain().filter("&"::equals).isPresent()) {
                take();
                one = new Background(one);
            } else if (after.plain().filter(";"::equals).isPresent()) {
                take();
            } else if (!(after instanceof Token.Newline)) {
                commands.add(one);
                if (after instanceof Token.End) {
                    lexer.hereDocuments();
                } else if (top) {
                    throw unexpected(Optional.empty());
                }
                break;
            }
            commands.add(one);
        }
        depth--;
        return commands.size() == 1 ? commands.getFirst() : new Sequence(commands);
    }

    private static boolean ends(Token token) {
        return token.plain().filter(ENDINGS::contains).isPresent();
    }

    private Command andOr() {
        Command left = pipeline();
        while (true) {
            Optional<String> operator = peek().plain().filter(p -> p.equals("&&") || p.equals("||"));
            if (operator.isEmpty()) {
                return left;
            }
            take();
            skipNewlines();
            left = new AndOr(left, operator.get().equals("&&"), pipeline());
        }
    }

    private Command pipeline() {
        boolean negated = takeIf("!");
        List<Command> stages = new ArrayList<>();
        stages.add(compounds.command());
        while (peek().plain().filter("|"::equals).isPresent()) {
            take();
            skipNewlines();
            stages.add(compounds.command());
        }
        Command command = stages.size() == 1 ? stages.getFirst() : new Pipeline(stages);
        return negated ? new Not(command) : command;
    }
}
