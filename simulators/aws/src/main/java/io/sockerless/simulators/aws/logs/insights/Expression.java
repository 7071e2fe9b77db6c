package io.sockerless.simulators.aws.logs.insights;

/** What a row's fields give. */
@FunctionalInterface
interface Expression {
    Value of(Row row);
}
