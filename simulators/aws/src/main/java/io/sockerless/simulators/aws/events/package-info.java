/** EventBridge: rules of events and of times, and what they set going (decision 0031). */
package io.sockerless.simulators.aws.events;
