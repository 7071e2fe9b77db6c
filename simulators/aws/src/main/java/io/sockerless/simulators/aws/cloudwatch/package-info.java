/** CloudWatch: metrics, statistics of them, alarms and dashboards. */
package io.sockerless.simulators.aws.cloudwatch;
