/** Secrets Manager, API 2017-10-17. */
package io.sockerless.simulators.aws.secrets;
