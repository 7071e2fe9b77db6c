package io.sockerless.drivers.agent.dial;

import io.sockerless.drivers.agent.AgentJsons;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an agent is told in its environment. The wrapped image's entrypoint is {@code sockerless-agent dial}, run as
 * root; everything else is here, and none of it reaches the user's command.
 *
 * @param url of the gateway as the container reaches it: {@code tls://host:port}
 * @param containerId by which {@link AgentGateway#expect} knows it
 * @param token the container's own
 * @param certificatePem what the gateway's certificate is checked against
 * @param args program and arguments of the user's command; empty for an agent that is told it later
 * @param user as Docker's {@code user[:group]}, looked up in the container; empty for the agent's own
 * @param groups further ones, by names of the container's or numbers
 * @param workingDir made when missing; empty for {@code /}
 * @param tty whether the command gets a terminal
 * @param openStdin whether it gets a stdin; otherwise it reads from {@code /dev/null}
 * @param stdinOnce whether the end of the first attached stdin is the command's
 * @param startAtOnce do not wait for {@link DialedAgent#start}
 * @param dialFor how long the daemon may be out of reach before an unstarted agent gives up, with exit code 125
 * @param linger how long an ended agent waits for {@link DialedAgent#release}, with everything readable meanwhile
 * @param logBytes how much output is kept for {@link DialedAgent#logs}
 */
public record DialSettings(
        URI url,
        String containerId,
        String token,
        String certificatePem,
        List<String> args,
        String user,
        List<String> groups,
        String workingDir,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        boolean startAtOnce,
        Duration dialFor,
        Duration linger,
        long logBytes) {
    /** Prefix of all variables. */
    public static final String PREFIX = "SOCKERLESS_AGENT_";

    public DialSettings {
        args = List.copyOf(args);
        groups = List.copyOf(groups);
    }

    /** A command with Docker's defaults: no terminal, no stdin, waiting for its start. */
    public static DialSettings of(URI url, String containerId, String token, String certificatePem, List<String> args) {
        return new DialSettings(
                url,
                containerId,
                token,
                certificatePem,
                args,
                "",
                List.of(),
                "",
                false,
                false,
                false,
                false,
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                4L << 20);
    }

    /** The variables to give the container beside its own. */
    public Map<String, String> environment() {
        if (args.isEmpty()) {
            throw new IllegalStateException("no program");
        }
        Map<String, String> env = waiting();
        env.put(PREFIX + "ARGV", AgentJsons.text(args));
        putIf(env, "USER", user, !user.isEmpty());
        putIf(env, "GROUPS", AgentJsons.text(groups), !groups.isEmpty());
        putIf(env, "WORKDIR", workingDir, !workingDir.isEmpty());
        putIf(env, "TTY", "1", tty);
        putIf(env, "STDIN", "1", openStdin);
        putIf(env, "STDIN_ONCE", "1", stdinOnce);
        putIf(env, "START", "1", startAtOnce);
        return env;
    }

    /** The variables for an agent that is told its command by {@link DialedAgent#configure} once it has dialed. */
    public Map<String, String> waiting() {
        Map<String, String> env = new LinkedHashMap<>();
        env.put(PREFIX + "URL", url.toString());
        env.put(PREFIX + "CONTAINER", containerId);
        env.put(PREFIX + "TOKEN", token);
        env.put(PREFIX + "CA", certificatePem);
        env.put(PREFIX + "DIAL_SECONDS", Long.toString(dialFor.toSeconds()));
        env.put(PREFIX + "LINGER_SECONDS", Long.toString(linger.toSeconds()));
        env.put(PREFIX + "LOG_BYTES", Long.toString(logBytes));
        return env;
    }

    /** What such an agent is told. */
    Map<String, Object> command(List<String> env) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("args", args);
        command.put("env", env);
        command.put("user", user);
        command.put("groups", groups);
        command.put("workdir", workingDir);
        command.put("tty", tty);
        command.put("stdin", openStdin);
        command.put("stdinOnce", stdinOnce);
        return command;
    }

    private static void putIf(Map<String, String> env, String name, String value, boolean given) {
        if (given) {
            env.put(PREFIX + name, value);
        }
    }
}
