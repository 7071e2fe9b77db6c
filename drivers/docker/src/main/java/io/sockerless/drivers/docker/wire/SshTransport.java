package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The machine's own ssh, with its configuration, keys and known hosts, running {@code docker system dial-stdio} on the other
 * machine as the docker command does. Connections share one session, so that only the first takes its time.
 */
final class SshTransport implements Transport {
    private static final int CLOSE_SECONDS = 5;

    private final RemoteHost.Ssh host;
    private final Path folder;

    SshTransport(RemoteHost.Ssh host) throws IOException {
        this.host = host;
        // Short, for the path of a socket; only its owner may enter.
        this.folder = Files.createTempDirectory("sockerless-ssh-");
    }

    @Override
    public Wire connect() throws IOException {
        List<String> command = command();
        command.addAll(List.of("--", host.target(), "docker"));
        if (!host.socket().isEmpty()) {
            command.addAll(List.of("--host", "unix://" + quoted(host.socket())));
        }
        command.addAll(List.of("system", "dial-stdio"));
        return ProcessWire.start(command);
    }

    /** Words reach the shell of the other side as one line. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"));
        command.addAll(List.of("-o", "ServerAliveInterval=15", "-o", "ControlMaster=auto"));
        command.addAll(List.of("-o", "ControlPersist=60", "-o", "ControlPath=" + folder.resolve("s")));
        host.configuration().ifPresent(file -> command.addAll(List.of("-F", file.toString())));
        if (host.port() != 0) {
            command.addAll(List.of("-p", Integer.toString(host.port())));
        }
        return command;
    }

    @Override
    public void close() {
        List<String> command = command();
        command.addAll(List.of("-O", "exit", "--", host.target()));
        try {
            Process end = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!end.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                end.destroyForcibly();
            }
            Files.deleteIfExists(folder.resolve("s"));
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // The session ends by itself a minute after its last connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
