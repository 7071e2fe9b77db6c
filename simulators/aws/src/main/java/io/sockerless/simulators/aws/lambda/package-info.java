/** Lambda: functions are containers at a Docker API, which ask the Runtime API for what they are invoked with. */
package io.sockerless.simulators.aws.lambda;
