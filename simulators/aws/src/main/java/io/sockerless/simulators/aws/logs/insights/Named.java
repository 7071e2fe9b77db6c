package io.sockerless.simulators.aws.logs.insights;

/**
 * An expression and what it is called: by its alias, or else as it was written. What an earlier command made under that name
 * is not reckoned again.
 */
record Named(String name, boolean alias, Expression expression) {
    Value of(Row row) {
        return !alias && row.made(name) ? row.get(name) : expression.of(row);
    }
}
