package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.spi.HasTop;
import io.sockerless.engine.model.EngineException;
import java.util.List;

/** The table of {@code ps -ef}. */
final class DialedTop {
    private DialedTop() {}

    /** A process; start and time as ps writes them. */
    record Row(long pid, long ppid, String user, String start, String tty, String time, String command) {}

    record Table(List<Row> processes) {}

    static HasTop.Processes of(List<Row> rows, String psArgs) {
        if (!psArgs.isBlank() && !psArgs.strip().equals("-ef")) {
            throw EngineException.invalid(
                    "ps " + psArgs + ": a container in a cloud is listed by its agent, as by ps -ef only");
        }
        return new HasTop.Processes(
                List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"),
                rows.stream()
                        .map(row -> List.of(
                                row.user(),
                                Long.toString(row.pid()),
                                Long.toString(row.ppid()),
                                "0",
                                row.start(),
                                row.tty(),
                                row.time(),
                                row.command()))
                        .toList());
    }
}
