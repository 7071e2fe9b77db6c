package io.sockerless.drivers.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Programs of this machine. A small script of /bin/sh gives them the shell's umask and descriptors, which are opened again by
 * their paths; then it becomes the program.
 */
final class HostLauncher implements Launcher {
    @Override
    public Program start(Command command) throws CannotRun {
        if (!program(HostFiles.path(command.path()))) {
            throw CannotRun.unknownFormat();
        }
        List<RandomAccessFile> held = new ArrayList<>();
        try {
            StringBuilder script = new StringBuilder("umask %o\n".formatted(command.umask()));
            ProcessBuilder builder = new ProcessBuilder();
            builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
            builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
            for (int number = 0; number < 3; number++) {
                if (!command.descriptors().containsKey(number)) {
                    script.append("exec ").append(number).append(">&-\n");
                }
            }
            for (Map.Entry<Integer, Stream> one : command.descriptors().entrySet()) {
                HostStream stream = (HostStream) one.getValue();
                if (stream.fifo()) {
                    held.add(new RandomAccessFile(stream.path().toFile(), "rw"));
                }
                redirect(one.getKey(), stream, builder, script);
            }
            List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", script + "exec \"$@\"", "sh"));
            words.add(command.path());
            command.args().stream().skip(1).map(HostLauncher::host).forEach(words::add);
            builder.command(words).directory(HostFiles.path(command.directory()).toFile());
            Map<String, String> environment = builder.environment();
            environment.clear();
            for (String entry : command.env()) {
                int equals = entry.indexOf('=');
                environment.put(entry.substring(0, equals), host(entry.substring(equals + 1)));
            }
            return new Running(builder.start());
        } catch (IOException e) {
            throw CannotRun.because(e.getMessage());
        } finally {
            held.forEach(HostLauncher::close);
        }
    }

    private static void close(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String host(String text) {
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static boolean program(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
            return start.startsWith("#!") || start.equals("\u007fELF");
        } catch (IOException e) {
            return true;
        }
    }

    private static void redirect(int number, HostStream stream, ProcessBuilder builder, StringBuilder script)
            throws IOException {
        if (number > 2) {
            script.append("exec %d%s'%s'\n".formatted(number, stream.reads() ? "<" : ">>", stream.path()));
        } else if (number == 0) {
            builder.redirectInput(Redirect.from(stream.path().toFile()));
            long at = stream.fifo() ? 0 : stream.channel().position();
            if (at > 0) {
                script.append("dd bs=%d count=1 of=/dev/null 2>/dev/null\n".formatted(at));
            }
        } else if (number == 1) {
            builder.redirectOutput(Redirect.appendTo(stream.path().toFile()));
        } else {
            builder.redirectError(Redirect.appendTo(stream.path().toFile()));
        }
    }

    private record Running(Process process) implements Program {
        @Override
        public int await() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public void signal(int number) {
            HostWorld.signal(process.pid(), number);
        }
    }
}
