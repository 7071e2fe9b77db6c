package io.sockerless.drivers.shell;

import io.sockerless.drivers.shell.FileView.Kind;
import io.sockerless.drivers.shell.FileView.Opening;
import io.sockerless.drivers.shell.syntax.Command.Redirection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Opens what commands read from and write to. */
final class Redirector {
    private static final int SMALL = 4096;
    private final Interpreter shell;

    Redirector(Interpreter shell) {
        this.shell = shell;
    }

    /** @throws Control.Failure when one does not open; those before it are put back by the caller */
    void apply(List<Redirection> redirections, Descriptors.Saved saved) {
        for (Redirection one : redirections) {
            boolean reads = one.operator().startsWith("<");
            int number = one.descriptor() >= 0 ? one.descriptor() : reads ? 0 : 1;
            if (one.operator().equals("<<")) {
                Stream document = document(shell.expander.untilded(one.target()));
                saved.keep(number);
                shell.state.descriptors.put(number, document);
                continue;
            }
            String target = shell.expander.text(one.target());
            if (one.operator().endsWith("&")) {
                duplicate(number, target, saved);
                continue;
            }
            Stream stream = open(one.operator(), target);
            saved.keep(number);
            shell.state.descriptors.put(number, stream);
        }
    }

    private void duplicate(int number, String target, Descriptors.Saved saved) {
        if (target.equals("-")) {
            saved.keep(number);
            shell.state.descriptors.close(number);
            return;
        }
        if (!target.matches("[0-9]")) {
            throw new Control.Failure("Syntax error: Bad fd number");
        }
        saved.keep(number);
        if (!shell.state.descriptors.duplicate(target.charAt(0) - '0', number)) {
            throw new Control.Failure(target + ": Bad file descriptor");
        }
    }

    private Stream open(String operator, String target) {
        FileView files = shell.world.files();
        String path = shell.state.absolute(target);
        boolean reads = operator.equals("<");
        Opening how =
                switch (operator) {
                    case "<" -> new Opening(true, false, false, false, false, false);
                    case "<>" -> new Opening(true, true, true, false, false, false);
                    case ">>" -> new Opening(false, true, true, false, false, true);
                    default -> {
                        boolean keeps = operator.equals(">") && shell.state.option('C');
                        boolean there = keeps
                                && files.stat(path, true)
                                        .filter(s -> s.kind() == Kind.FILE)
                                        .isPresent();
                        if (there) {
                            throw new Control.Failure("cannot create " + target + ": File exists");
                        }
                        boolean exclusive = keeps && files.stat(path, true).isEmpty();
                        yield new Opening(false, true, true, exclusive, true, false);
                    }
                };
        try {
            if (target.isEmpty()) {
                throw new IOException(reads ? "No such file" : "Directory nonexistent");
            }
            return files.open(path, how, 0666 & ~shell.state.umask);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            String told = why.equals("No such file or directory")
                    ? reads ? "No such file" : "Directory nonexistent"
                    : why;
            throw new Control.Failure("cannot " + (reads ? "open " : "create ") + target + ": " + told);
        }
    }

    private Stream document(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            World.Pipe pipe = shell.world.pipe();
            if (bytes.length <= SMALL) {
                shell.task.waiting(() -> {
                    write(pipe, bytes);
                    return true;
                });
            } else {
                Thread.ofPlatform().daemon().start(() -> {
                    try {
                        write(pipe, bytes);
                    } catch (IOException | InterruptedException e) {
                        // Nobody reads to the end, which is the reader's business.
                        return;
                    }
                });
            }
            return pipe.reader();
        } catch (IOException e) {
            throw new Control.Failure("Pipe call failed");
        }
    }

    private static void write(World.Pipe pipe, byte[] bytes) throws IOException, InterruptedException {
        try (Stream writer = pipe.writer()) {
            writer.write(bytes, 0, bytes.length);
        }
    }
}
