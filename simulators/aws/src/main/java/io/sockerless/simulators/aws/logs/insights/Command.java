package io.sockerless.simulators.aws.logs.insights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is done with the rows, one command after the other. */
sealed interface Command {
    List<Row> apply(List<Row> rows);

    record Filter(Expression condition) implements Command {
        @Override
        public List<Row> apply(List<Row> rows) {
            return rows.stream().filter(row -> condition.of(row).truth()).toList();
        }
    }

    /** Of display, too. */
    record Fields(List<Named> fields) implements Command {
        @Override
        public List<Row> apply(List<Row> rows) {
            for (Row row : rows) {
                for (Named field : fields) {
                    Value value = field.of(row);
                    if (value.present()) {
                        row.put(field.name(), value);
                    }
                }
            }
            return rows;
        }
    }

    record Parse(Expression source, Extraction extraction, boolean named) implements Command {
        @Override
        public List<Row> apply(List<Row> rows) {
            rows.forEach(row -> extraction.apply(source.of(row).text(), row, named));
            return rows;
        }
    }

    record Stats(List<Named> values, List<Aggregate> aggregates, List<Named> by) implements Command {
        @Override
        public List<Row> apply(List<Row> rows) {
            Map<List<String>, List<Row>> groups = new LinkedHashMap<>();
            for (Row row : rows) {
                List<String> key = by.stream().map(one -> key(one.of(row))).toList();
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
            }
            return groups.values().stream().map(this::reckoned).toList();
        }

        /** Nothing is not the empty text. */
        private static String key(Value value) {
            return value.present() ? "=" + value.text() : "";
        }

        private Row reckoned(List<Row> group) {
            Row row = new Row();
            aggregates.forEach(one -> row.put(one.slot(), one.of(group)));
            for (Named one : by) {
                Value value = one.of(group.getFirst());
                if (value.present()) {
                    row.put(one.name(), value);
                }
            }
            values.forEach(one -> row.put(one.name(), one.expression().of(row)));
            return row;
        }
    }

    record Key(Named of, boolean descending) {
        Comparator<Row> order() {
            Comparator<Row> order = (one, other) -> Value.compare(of.of(one), of.of(other));
            return descending ? order.reversed() : order;
        }
    }

    record Sort(List<Key> keys) implements Command {
        @Override
        public List<Row> apply(List<Row> rows) {
            Comparator<Row> order = keys.stream()
                    .map(Key::order)
                    .reduce(Comparator::thenComparing)
                    .orElseThrow();
            return rows.stream().sorted(order).toList();
        }
    }

    record Limit(int most) implements Command {
        @Override
        public List<Row> apply(List<Row> rows) {
            return rows.stream().limit(most).toList();
        }
    }

    /** The first of those that are the same in all fields; those without one of the fields are like no other. */
    record Dedup(List<Named> fields) implements Command {
        @Override
        public List<Row> apply(List<Row> rows) {
            Set<List<String>> seen = new HashSet<>();
            return rows.stream()
                    .filter(row ->
                            !fields.stream().allMatch(field -> field.of(row).present())
                                    || seen.add(fields.stream()
                                            .map(field -> field.of(row).text())
                                            .toList()))
                    .toList();
        }
    }
}
