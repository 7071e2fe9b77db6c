package io.sockerless.drivers.linux;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** What a program says to {@code --version}: asked again only when its file has been replaced. */
final class ProgramVersion {
    /** A program's version and the commit that it was built from, as far as it tells them. */
    record Version(String number, String commit) {}

    private final Path program;
    private FileTime asked = FileTime.fromMillis(0);
    private Version answer = new Version("", "");

    ProgramVersion(Path program) {
        this.program = program;
    }

    synchronized Version get() {
        try {
            FileTime now = Files.getLastModifiedTime(program);
            if (!now.equals(asked)) {
                answer = ask();
                asked = now;
            }
            return answer;
        } catch (IOException e) {
            throw EngineException.internal("asking " + program + " for its version: " + e.getMessage(), e);
        }
    }

    /** The number ends the first line, the commit has a line of its own. */
    private Version ask() throws IOException {
        Process process = new ProcessBuilder(program.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String first = text.lines().findFirst().orElse("");
        String commit = text.lines()
                .filter(line -> line.startsWith("commit: "))
                .map(line -> line.substring("commit: ".length()).strip())
                .findFirst()
                .orElse("");
        return new Version(first.substring(first.lastIndexOf(' ') + 1), commit);
    }
}
