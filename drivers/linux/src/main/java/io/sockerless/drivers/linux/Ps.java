package io.sockerless.drivers.linux;

import io.sockerless.drivers.spi.HasTop.Processes;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The host's ps(1), for {@code docker top}. */
final class Ps {
    private Ps() {}

    /** @throws EngineException in ps's first words, for arguments that it refuses or that hide the process id */
    static Processes run(String args, List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("ps"));
        command.addAll(List.of((args.isBlank() ? "-ef" : args.strip()).split("\\s+")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new EngineException(
                        ErrorKind.INTERNAL, "ps: " + text.lines().findFirst().orElse("no output"));
            }
            return parse(text, pids);
        } catch (IOException e) {
            throw EngineException.internal("ps: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.internal("interrupted while waiting for ps", e);
        }
    }

    static Processes parse(String text, List<Long> pids) {
        String[] lines = text.split("\n");
        List<String> titles = List.of(lines[0].strip().split("\\s+"));
        int column = titles.indexOf("PID");
        if (column < 0) {
            throw EngineException.invalid("Couldn't find PID field in ps output");
        }
        List<List<String>> rows = new ArrayList<>();
        boolean ours = false;
        for (int i = 1; i < lines.length; i++) {
            List<String> row = List.of(lines[i].strip().split("\\s+", titles.size()));
            if (row.size() <= column) {
                continue;
            }
            String pid = row.get(column);
            if (!pid.equals("-")) { // a thread of the process above
                ours = pid.chars().allMatch(Character::isDigit) && pids.contains(Long.parseLong(pid));
            }
            if (ours) {
                rows.add(row);
            }
        }
        return new Processes(titles, rows);
    }
}
