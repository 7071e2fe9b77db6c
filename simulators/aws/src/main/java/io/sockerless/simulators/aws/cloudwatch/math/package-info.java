/** Metric math: expressions of series. */
package io.sockerless.simulators.aws.cloudwatch.math;
