package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The sockets that systemd hands over, by sd_listen_fds(3): descriptors from 3 on. The JDK takes over no more than one
 * socket, and that at descriptor 0, so its own class of listening sockets is called here by name; the manifest of the
 * program opens it.
 */
final class SystemdSockets {
    private static final int FIRST = 3;
    private static final String STATE_LISTEN = "0A";
    private static final int ACCEPTS = 1 << 16;

    private SystemdSockets() {}

    /** @throws EngineException when there are none, or what is meant is not among them */
    static List<ServerSocketChannel> take(OptionalInt wanted, Map<String, String> environment) {
        int count = count(environment);
        if (count == 0) {
            throw EngineException.invalid("no sockets found: fd:// needs sockets that systemd hands over"
                    + " (LISTEN_FDS and LISTEN_PID); start the unit sockerless.socket, or give -H unix:///path");
        }
        if (wanted.isPresent() && (wanted.getAsInt() < FIRST || wanted.getAsInt() >= FIRST + count)) {
            throw EngineException.invalid("fd://" + wanted.getAsInt() + " is not among the sockets that systemd handed"
                    + " over, which are " + FIRST + " to " + (FIRST + count - 1));
        }
        List<ServerSocketChannel> taken = new ArrayList<>();
        int first = wanted.orElse(FIRST);
        for (int number = first; number < (wanted.isPresent() ? first + 1 : FIRST + count); number++) {
            taken.add(open(number));
        }
        return taken;
    }

    private static int count(Map<String, String> environment) {
        try {
            boolean ours = Long.parseLong(environment.getOrDefault("LISTEN_PID", "-1"))
                    == ProcessHandle.current().pid();
            return ours ? Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0")) : 0;
        } catch (NumberFormatException e) {
            throw new EngineException(
                    io.sockerless.engine.model.ErrorKind.INVALID, "LISTEN_PID and LISTEN_FDS must be numbers", e);
        }
    }

    private static ServerSocketChannel open(int number) {
        try {
            ProtocolFamily family = family(number);
            var descriptor = FileDescriptor.class.getDeclaredConstructor(int.class);
            descriptor.setAccessible(true);
            var channel = Class.forName("sun.nio.ch.ServerSocketChannelImpl")
                    .getDeclaredConstructor(
                            SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
            channel.setAccessible(true);
            return (ServerSocketChannel)
                    channel.newInstance(SelectorProvider.provider(), family, descriptor.newInstance(number), true);
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            if (e instanceof EngineException known) {
                throw known;
            }
            throw EngineException.internal("cannot take over the socket at descriptor " + number + ": " + e, e);
        }
    }

    private static ProtocolFamily family(int number) throws IOException {
        String link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
        String inode = link.replaceAll("\\D", "");
        if (link.startsWith("socket:")) {
            // Num RefCount Protocol Flags Type St Inode Path
            if (lines("unix").anyMatch(f -> f[6].equals(inode) && (Integer.parseInt(f[3], 16) & ACCEPTS) != 0)) {
                return StandardProtocolFamily.UNIX;
            }
            // sl local remote st queues timer retransmits uid timeout inode
            if (lines("tcp6").anyMatch(f -> f[9].equals(inode) && f[3].equals(STATE_LISTEN))) {
                return StandardProtocolFamily.INET6;
            }
            if (lines("tcp").anyMatch(f -> f[9].equals(inode) && f[3].equals(STATE_LISTEN))) {
                return StandardProtocolFamily.INET;
            }
        }
        throw EngineException.invalid("descriptor " + number + " is no stream socket that listens (" + link
                + "): the socket unit needs ListenStream= and Accept=no");
    }

    private static Stream<String[]> lines(String table) throws IOException {
        Path file = Path.of("/proc/self/net", table);
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .skip(1)
                        .map(line -> line.strip().split("\\s+"))
                : Stream.empty();
    }
}
