/**
 * The agent's dial mode, seen from the daemon: containers in clouds, which take no connections, dial out to the
 * {@link io.sockerless.drivers.agent.dial.AgentGateway}, and a
 * {@link io.sockerless.drivers.agent.dial.DialedAgent} is what a driver does with one of them. See decision 0020.
 */
package io.sockerless.drivers.agent.dial;
