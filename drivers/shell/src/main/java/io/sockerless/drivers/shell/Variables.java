package io.sockerless.drivers.shell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A shell's variables, with those that are local to functions. */
final class Variables {
    record Variable(Optional<String> value, boolean exported, boolean readonly) {
        static final Variable NONE = new Variable(Optional.empty(), false, false);
    }

    private final TreeMap<String, Variable> all = new TreeMap<>();
    private final Deque<Map<String, Optional<Variable>>> scopes = new ArrayDeque<>();

    static boolean isName(String text) {
        return text.matches("[A-Za-z_][A-Za-z_0-9]*");
    }

    Variables copy() {
        Variables copy = new Variables();
        copy.all.putAll(all);
        scopes.descendingIterator().forEachRemaining(scope -> copy.scopes.push(new HashMap<>(scope)));
        return copy;
    }

    Variable variable(String name) {
        return all.getOrDefault(name, Variable.NONE);
    }

    Optional<String> get(String name) {
        return variable(name).value();
    }

    String text(String name) {
        return get(name).orElse("");
    }

    private static void writable(String name, Variable variable) {
        if (variable.readonly()) {
            throw new Control.Failure(name + ": is read only");
        }
    }

    void set(String name, String value) {
        Variable before = variable(name);
        writable(name, before);
        all.put(name, new Variable(Optional.of(value), before.exported(), false));
        if (name.equals("OPTIND")) {
            all.remove(Getopts.PLACE);
        }
    }

    void export(String name) {
        Variable before = variable(name);
        all.put(name, new Variable(before.value(), true, before.readonly()));
    }

    void readonly(String name) {
        Variable before = variable(name);
        all.put(name, new Variable(before.value(), before.exported(), true));
    }

    void unset(String name) {
        writable(name, variable(name));
        all.remove(name);
    }

    void enter() {
        scopes.push(new HashMap<>());
    }

    /** Puts back what was there before. */
    void leave() {
        scopes.pop().forEach((name, before) -> before.ifPresentOrElse(v -> all.put(name, v), () -> all.remove(name)));
    }

    void local(String name) {
        scopes.element().computeIfAbsent(name, n -> Optional.ofNullable(all.get(n)));
    }

    /** Of the innermost function, whose scope is below that of a builtin's own assignments. */
    void localOfFunction(String name) {
        scopes.stream().skip(1).findFirst().ifPresent(scope -> scope.computeIfAbsent(name, n -> Optional.ofNullable(all.get(n))));
    }

    Map<String, Variable> all() {
        return all;
    }

    /** What programs are given. */
    List<String> environment() {
        return all.entrySet().stream()
                .filter(e -> e.getValue().exported() && e.getValue().value().isPresent())
                .map(e -> e.getKey() + "=" + e.getValue().value().orElseThrow())
                .toList();
    }
}
