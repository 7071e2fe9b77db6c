package io.sockerless.drivers.shell.syntax;

import java.util.List;
import java.util.Optional;

/** What a shell can do, as XCU chapter 2.9 has it. */
public sealed interface Command {
    record Assignment(String name, Word value) {}

    /**
     * @param descriptor -1 for that of the operator
     * @param operator one of {@code < > >| >> <> <& >& <<}
     */
    record Redirection(int descriptor, String operator, Word target) {}

    /** One pattern list of a case with its commands. */
    record Arm(List<Word> patterns, Command body) {}

    record Simple(int line, List<Assignment> assignments, List<Word> words, List<Redirection> redirections)
            implements Command {}

    record Pipeline(List<Command> stages) implements Command {}

    record Not(Command command) implements Command {}

    record AndOr(Command left, boolean and, Command right) implements Command {}

    record Sequence(List<Command> commands) implements Command {}

    record Background(Command command) implements Command {}

    record Subshell(Command body) implements Command {}

    record Redirected(int line, Command body, List<Redirection> redirections) implements Command {}

    record If(Command condition, Command then, Optional<Command> otherwise) implements Command {}

    record Loop(boolean until, Command condition, Command body) implements Command {}

    record For(int line, String variable, Optional<List<Word>> words, Command body) implements Command {}

    record Case(int line, Word subject, List<Arm> arms) implements Command {}

    record Function(String name, Command body) implements Command {}
}
