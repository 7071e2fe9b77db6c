package io.sockerless.simulators.aws.logs.insights;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A query of CloudWatch Logs Insights.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html">AWS</a>
 */
public final class Query {
    private static final String POINTER = "@ptr";

    private final List<Command> commands;
    private final List<String> columns;

    /**
     * What was found.
     *
     * @param rows each with its fields in their order
     * @param matched records that passed all filters
     */
    public record Found(List<Map<String, String>> rows, long matched) {}

    /** @param columns names of the fields that are told, as far as a row has them */
    Query(List<Command> commands, List<String> columns) {
        this.commands = List.copyOf(commands);
        this.columns = List.copyOf(columns);
    }

    /** @throws MalformedQuery with the place at which it is wrong */
    public static Query parse(String text) {
        return new QueryParser(text).parse();
    }

    /**
     * The newest record comes first where the query does not say otherwise.
     *
     * @param most rows, where the query does not limit them
     * @throws InterruptedException when it is interrupted between two commands
     */
    public Found run(List<LogRecord> records, int most) throws InterruptedException {
        List<Row> rows = records.stream()
                .sorted(Comparator.comparingLong(LogRecord::timestamp).reversed())
                .map(Row::new)
                .toList();
        long matched = rows.size();
        boolean filtering = true;
        for (Command command : commands) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            rows = command.apply(rows);
            switch (command) {
                case Command.Stats _, Command.Limit _, Command.Dedup _ -> filtering = false;
                case Command.Filter _, Command.Fields _, Command.Parse _, Command.Sort _ ->
                    matched = filtering ? rows.size() : matched;
            }
        }
        boolean limited = commands.stream().anyMatch(Command.Limit.class::isInstance);
        return new Found(
                rows.stream()
                        .limit(limited ? Long.MAX_VALUE : most)
                        .map(this::shown)
                        .toList(),
                matched);
    }

    private Map<String, String> shown(Row row) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (String column : columns) {
            put(shown, row, column);
        }
        put(shown, row, POINTER);
        return shown;
    }

    private static void put(Map<String, String> shown, Row row, String column) {
        Value value = row.get(column);
        if (value.present()) {
            shown.put(column, value.text());
        }
    }
}
