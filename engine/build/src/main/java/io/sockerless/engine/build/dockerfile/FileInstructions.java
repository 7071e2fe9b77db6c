package io.sockerless.engine.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code COPY} and {@code ADD}. */
final class FileInstructions {
    private FileInstructions() {}

    static Instruction copy(Statement statement) {
        atLeastTwo(statement);
        Flags flags =
                Flags.parse(statement, Set.of("link", "parents"), Set.of("chown", "chmod", "from"), Set.of("exclude"));
        return new Instruction.Copy(statement.source(), transfer(statement, flags), flags.text("from"));
    }

    static Instruction add(Statement statement) {
        atLeastTwo(statement);
        Flags flags = Flags.parse(
                statement,
                Set.of("link", "keep-git-dir", "unpack"),
                Set.of("chown", "chmod", "checksum"),
                Set.of("exclude"));
        return new Instruction.Add(
                statement.source(),
                transfer(statement, flags),
                flags.text("checksum"),
                flags.isTrue("keep-git-dir"),
                flags.given("unpack"));
    }

    private static void atLeastTwo(Statement statement) {
        if (statement.arguments().size() < 2) {
            throw DockerfileError.of(statement.upper() + " requires at least two arguments, but only one was provided."
                    + " Destination could not be determined");
        }
    }

    private static Instruction.Transfer transfer(Statement statement, Flags flags) {
        List<String> words = statement.arguments();
        String destination = words.getLast();
        if (!statement.json() && HeredocMarks.of(destination).isPresent()) {
            throw DockerfileError.of(statement.upper() + " cannot accept a heredoc as a destination");
        }
        List<String> sources = new ArrayList<>();
        List<Heredoc> files = new ArrayList<>();
        for (String word : words.subList(0, words.size() - 1)) {
            Optional<Heredoc> file = statement.json() ? Optional.empty() : named(statement, word);
            file.ifPresentOrElse(files::add, () -> sources.add(word));
        }
        return new Instruction.Transfer(
                List.copyOf(sources),
                List.copyOf(files),
                destination,
                flags.text("chown"),
                flags.text("chmod"),
                flags.isTrue("link"),
                flags.isTrue("parents"),
                flags.all("exclude"));
    }

    private static Optional<Heredoc> named(Statement statement, String word) {
        return HeredocMarks.of(word)
                .flatMap(announced -> statement.heredocs().stream()
                        .filter(document -> document.name().equals(announced.name()))
                        .findFirst());
    }
}
