package io.sockerless.drivers.agent;

/**
 * How an end of a connection introduces itself.
 *
 * @param mode {@code shim}, {@code host} or {@code dial}; {@code client} on our side
 * @param agent version of the program
 */
public record AgentHello(int protocol, String mode, String agent, long pid) {
    static final int PROTOCOL = 1;
}
