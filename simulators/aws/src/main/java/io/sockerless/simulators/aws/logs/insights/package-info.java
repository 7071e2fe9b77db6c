/** The query language of CloudWatch Logs Insights, by itself. */
package io.sockerless.simulators.aws.logs.insights;
