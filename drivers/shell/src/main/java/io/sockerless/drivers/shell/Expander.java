package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.syntax.Word;
import io.sockerless.drivers.shell.syntax.Word.Arithmetic;
import io.sockerless.drivers.shell.syntax.Word.Parameter;
import io.sockerless.drivers.shell.syntax.Word.Part;
import io.sockerless.drivers.shell.syntax.Word.Substitution;
import io.sockerless.drivers.shell.syntax.Word.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes fields of words: XCU 2.6. */
final class Expander {
    private final Interpreter shell;

    Expander(Interpreter shell) {
        this.shell = shell;
    }

    private State state() {
        return shell.state;
    }

    private String separators() {
        return state().variables.get("IFS").orElse(" \t\n");
    }

    /** Split into fields, and matched against files. */
    List<String> fields(List<Word> words) {
        List<String> all = new ArrayList<>();
        for (Word word : words) {
            Fields fields = new Fields(separators(), true);
            expand(word, fields, true, false);
            for (Fields.Field field : fields.fields()) {
                List<String> files = state().option('f') || !Glob.magic(field.pattern())
                        ? List.of()
                        : Glob.find(shell.world.files(), state(), field.pattern());
                if (files.isEmpty()) {
                    all.add(field.text());
                } else {
                    all.addAll(files);
                }
            }
        }
        return all;
    }

    private Fields.Field one(Word word, boolean tilde, boolean assignment) {
        Fields fields = new Fields(separators(), false);
        expand(word, fields, tilde, assignment);
        return fields.single();
    }

    String text(Word word) {
        return one(word, true, false).text();
    }

    /** What a here-document says. */
    String untilded(Word word) {
        return one(word, false, false).text();
    }

    String assigned(Word word) {
        return one(word, true, true).text();
    }

    String pattern(Word word) {
        return one(word, true, false).pattern();
    }

    private void expand(Word word, Fields into, boolean tilde, boolean assignment) {
        boolean first = true;
        for (int i = 0; i < word.parts().size(); i++) {
            Part part = word.parts().get(i);
            switch (part) {
                case Text(String text, boolean quoted) when quoted -> into.quoted(text);
                case Text(String text, boolean _) -> {
                    boolean last = i == word.parts().size() - 1;
                    into.unquoted(tilde ? tildes(text, first, last, assignment) : text);
                }
                case Parameter parameter -> parameter(parameter, into);
                case Substitution(var body, boolean quoted) -> put(shell.substitute(body), quoted, into);
                case Arithmetic(Word expression, boolean quoted) ->
                    put(Long.toString(shell.calculate(untilded(expression))), quoted, into);
            }
            first = false;
        }
    }

    private static void put(String value, boolean quoted, Fields into) {
        if (quoted) {
            into.quoted(value);
        } else {
            into.split(value);
        }
    }

    private String tildes(String text, boolean first, boolean last, boolean assignment) {
        if (text.indexOf('~') < 0) {
            return text;
        }
        String[] pieces = assignment ? text.split(":", -1) : new String[] {text};
        for (int i = 0; i < pieces.length; i++) {
            boolean begins = i > 0 || first;
            boolean whole = i < pieces.length - 1 || last || pieces[i].indexOf('/') >= 0;
            if (begins && whole && pieces[i].startsWith("~")) {
                int slash = pieces[i].indexOf('/');
                String name = pieces[i].substring(1, slash < 0 ? pieces[i].length() : slash);
                Optional<String> home = name.isEmpty() ? state().variables.get("HOME") : shell.home(name);
                String rest = slash < 0 ? "" : pieces[i].substring(slash);
                pieces[i] = home.map(h -> h + rest).orElse(pieces[i]);
            }
        }
        return String.join(":", pieces);
    }

    /** @return empty for what is not set */
    private Optional<String> value(String name) {
        State state = state();
        switch (name) {
            case "@", "*" -> {
                return state.parameters.isEmpty() ? Optional.empty() : Optional.of(joined(name));
            }
            case "#" -> {
                return Optional.of(Integer.toString(state.parameters.size()));
            }
            case "?" -> {
                return Optional.of(Integer.toString(state.status));
            }
            case "$" -> {
                return Optional.of(Integer.toString(shell.rootPid));
            }
            case "!" -> {
                return state.background == 0 ? Optional.empty() : Optional.of(Integer.toString(state.background));
            }
            case "-" -> {
                return Optional.of(Options.letters(state));
            }
            case "0" -> {
                return Optional.of(state.name);
            }
            default -> {
                if (!Character.isDigit(name.charAt(0))) {
                    return shell.variable(name);
                }
                int number = name.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(name);
                return number <= state.parameters.size() && number > 0
                        ? Optional.of(state.parameters.get(number - 1))
                        : number == 0 ? Optional.of(state.name) : Optional.empty();
            }
        }
    }

    private String joined(String name) {
        String ifs = separators();
        String between = name.equals("@") ? " " : ifs.isEmpty() ? "" : ifs.substring(0, 1);
        return String.join(between, state().parameters);
    }

    private void parameter(Parameter it, Fields into) {
        String name = it.name();
        String operator = it.operator();
        if (operator.equals("bad")) {
            throw new Control.Failure("Bad substitution");
        }
        boolean list = name.equals("@") || name.equals("*");
        Optional<String> value = value(name);
        boolean missing = value.isEmpty() || operator.startsWith(":") && value.get().isEmpty();
        switch (operator) {
            case "-", ":-" -> {
                if (missing) {
                    operand(it, into);
                    return;
                }
            }
            case "+", ":+" -> {
                if (!missing) {
                    operand(it, into);
                }
                return;
            }
            case "=", ":=" -> {
                if (missing) {
                    if (!Variables.isName(name)) {
                        throw new Control.Failure(name + ": bad variable name");
                    }
                    value = Optional.of(text(it.operand()));
                    state().variables.set(name, value.get());
                }
            }
            case "?", ":?" -> {
                if (missing) {
                    String told = text(it.operand());
                    String plain = operator.equals("?") ? "parameter not set" : "parameter not set or null";
                    throw new Control.Failure(name + ": " + (told.isEmpty() ? plain : told));
                }
            }
            default -> {
                if (value.isEmpty() && state().option('u') && !list) {
                    throw new Control.Failure(name + ": parameter not set");
                }
            }
        }
        if (operator.equals("length")) {
            put(Integer.toString(list ? state().parameters.size() : value.orElse("").length()), it.quoted(), into);
        } else if (operator.startsWith("#") || operator.startsWith("%")) {
            String trimmed = new Pattern(pattern(it.operand()))
                    .trim(value.orElse(""), operator.startsWith("#"), operator.length() == 2);
            put(trimmed, it.quoted(), into);
        } else if (list && into.splits() && !(it.quoted() && name.equals("*"))) {
            for (int i = 0; i < state().parameters.size(); i++) {
                if (i > 0) {
                    if (it.quoted()) {
                        into.end();
                    } else {
                        into.next();
                    }
                }
                put(state().parameters.get(i), it.quoted(), into);
            }
        } else {
            put(value.orElse(""), it.quoted(), into);
        }
    }

    private void operand(Parameter it, Fields into) {
        if (it.operand().parts().isEmpty() && it.quoted()) {
            into.quoted("");
        }
        boolean first = true;
        for (Part part : it.operand().parts()) {
            if (part instanceof Text(String text, boolean quoted) && !quoted) {
                into.split(first ? tildes(text, true, it.operand().parts().size() == 1, false) : text);
            } else {
                expand(new Word(List.of(part)), into, false, false);
            }
            first = false;
        }
    }
}
