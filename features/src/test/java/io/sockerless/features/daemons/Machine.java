package io.sockerless.features.daemons;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Network and mount namespaces for one daemon and its clients, so that its ports, firewall and mounts meet nobody
 * else's. They end with this object, and with the test's process however that ends.
 */
public final class Machine implements AutoCloseable {
    /** The daemons of a machine tell each other which subnets they use; those of other machines don't matter. */
    private static final String OWN_CLAIMS =
            "mkdir -p /run/sockerless-machine && mount -t tmpfs claims /run/sockerless-machine";

    private static final String SET_UP =
            OWN_CLAIMS + " && mount --make-rshared / && ip link set lo up && echo ready && exec cat >/dev/null";

    private final Process holder;

    Machine() throws IOException {
        // The holder ends when its input does.
        holder = new ProcessBuilder("unshare", "--net", "--mount", "--propagation", "private", "sh", "-c", SET_UP)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var answer = holder.inputReader(StandardCharsets.UTF_8).readLine();
        if (!"ready".equals(answer)) {
            throw new IOException("cannot make namespaces: exit code " + holder.destroyForcibly());
        }
    }

    /** The command line that runs the command in here. */
    public List<String> inside(Path directory, List<String> command) {
        var whole = new ArrayList<>(List.of(
                "nsenter", "--target", Long.toString(holder.pid()), "--net", "--mount", "--wdns=" + directory, "--"));
        whole.addAll(command);
        return whole;
    }

    /** A process that lives in these namespaces. */
    public long pid() {
        return holder.pid();
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
