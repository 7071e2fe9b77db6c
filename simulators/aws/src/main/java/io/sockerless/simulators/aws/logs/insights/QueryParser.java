package io.sockerless.simulators.aws.logs.insights;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a query: its commands, and which fields are told in the end. */
final class QueryParser {
    private static final Set<String> UNSIMULATED = Set.of(
            "pattern", "diff", "anomaly", "unmask", "unnest", "filterindex", "source", "lookup", "join", "subquery");
    private static final int MOST = 10_000;

    private final Scanner in;
    private final List<Command> commands = new ArrayList<>();
    private Set<String> columns = new LinkedHashSet<>();
    private boolean chosen;
    private boolean deduplicated;

    QueryParser(String text) {
        in = new Scanner(text);
    }

    Query parse() {
        do {
            command();
        } while (in.sign("|"));
        if (!in.ended()) {
            throw in.unexpected();
        }
        if (!chosen) {
            Set<String> parsed = columns;
            columns = new LinkedHashSet<>(List.of("@timestamp", "@message"));
            columns.addAll(parsed);
        }
        return new Query(commands, List.copyOf(columns));
    }

    private void command() {
        int start = in.position();
        String word = in.word().orElseThrow(in::unexpected);
        if (deduplicated && !word.equals("limit")) {
            throw in.unexpected(start);
        }
        switch (word) {
            case "fields" -> fields();
            case "display" -> {
                columns = new LinkedHashSet<>();
                fields();
            }
            case "filter" ->
                commands.add(new Command.Filter(Expressions.plain(in).or()));
            case "parse" -> parsing();
            case "stats" -> stats();
            case "sort", "order" -> sort();
            case "limit", "head" -> limit();
            case "dedup" -> {
                commands.add(new Command.Dedup(Expressions.plain(in).list()));
                deduplicated = true;
            }
            default -> {
                if (UNSIMULATED.contains(word)) {
                    throw in.wrong("the command " + word + " is not simulated", start);
                }
                throw in.unexpected(start);
            }
        }
    }

    private void fields() {
        List<Named> fields = Expressions.plain(in).list();
        commands.add(new Command.Fields(fields));
        fields.forEach(field -> columns.add(field.name()));
        chosen = true;
    }

    private void parsing() {
        Expression source = row -> row.get("@message");
        Optional<String> field = in.field();
        if (field.isPresent()) {
            source = row -> row.get(field.get());
        }
        int start = in.position();
        Optional<String> glob = in.string();
        Optional<String> regex =
                glob.isPresent() ? Optional.empty() : Optional.of(in.regex().orElseThrow(in::unexpected));
        List<String> names = in.keyword("as") ? names() : List.of();
        Extraction extraction = glob.map(text -> Extraction.glob(text, names))
                .orElseGet(() -> regex(regex.orElseThrow(), names, start));
        boolean named = glob.isEmpty() && names.isEmpty();
        if (extraction.names().isEmpty() || !named && extraction.groups() != names.size()) {
            throw in.wrong("there must be a name for each part that is taken out", start);
        }
        commands.add(new Command.Parse(source, extraction, named));
        columns.addAll(extraction.names());
    }

    private Extraction regex(String regex, List<String> names, int start) {
        try {
            return Extraction.regex(regex, names);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw in.wrong("not a regular expression: " + e.getDescription(), start);
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(List.of(in.field().orElseThrow(in::unexpected)));
        while (in.sign(",")) {
            names.add(in.field().orElseThrow(in::unexpected));
        }
        return names;
    }

    private void stats() {
        List<Named> values = new ArrayList<>();
        List<Aggregate> aggregates = new ArrayList<>();
        Expressions reading = new Expressions(in, Optional.of(aggregates));
        do {
            int start = in.position();
            int before = aggregates.size();
            values.add(reading.named());
            if (aggregates.size() == before) {
                throw in.wrong("an aggregate is expected", start);
            }
        } while (in.sign(","));
        List<Named> by = in.keyword("by") ? Expressions.plain(in).list() : List.of();
        commands.add(new Command.Stats(values, aggregates, by));
        columns = new LinkedHashSet<>();
        by.forEach(one -> columns.add(one.name()));
        values.forEach(one -> columns.add(one.name()));
        chosen = true;
    }

    private void sort() {
        List<Command.Key> keys = new ArrayList<>();
        do {
            Named key = key();
            boolean descending = in.keyword("desc");
            if (!descending) {
                in.keyword("asc");
            }
            keys.add(new Command.Key(key, descending));
        } while (in.sign(","));
        commands.add(new Command.Sort(keys));
    }

    /** What stats have reckoned may be named as it was written there. */
    private Named key() {
        int start = in.position();
        List<Aggregate> aggregates = new ArrayList<>();
        Named key = new Expressions(in, Optional.of(aggregates)).named();
        if (!aggregates.isEmpty() && !columns.contains(key.name())) {
            throw in.wrong("an aggregate that stats has not reckoned", start);
        }
        return key;
    }

    private void limit() {
        int start = in.position();
        double most = in.number().orElseThrow(in::unexpected);
        if (most < 1 || most > MOST || most != Math.floor(most)) {
            throw in.wrong("a limit is a whole number from 1 to " + MOST, start);
        }
        commands.add(new Command.Limit((int) most));
    }
}
