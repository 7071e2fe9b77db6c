package io.sockerless.frontends.http;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells whether a client has taken what was sent to it. Linux counts that for Unix sockets (SIOCOUTQ, unix(7)); of a
 * network's other end nobody knows, and without access to the socket's number nothing is known either.
 */
final class Reception {
    private static final long SIOCOUTQ = 0x5411;
    private static final Duration STEP = Duration.ofMillis(1);
    private static final System.Logger LOG = System.getLogger(Reception.class.getName());

    /** Made when it is first asked for: daemons start without it. */
    private static final class Kernel {
        private static final Optional<Kernel> FOUND = find();

        private final MethodHandle ioctl;
        private final Method number;

        private Kernel(MethodHandle ioctl, Method number) {
            this.ioctl = ioctl;
            this.number = number;
        }

        private static Optional<Kernel> find() {
            try {
                Linker linker = Linker.nativeLinker();
                MethodHandle ioctl = linker.downcallHandle(
                        linker.defaultLookup().find("ioctl").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(2));
                Method number = Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
                if (!SocketChannel.class.getModule().isExported("sun.nio.ch", Reception.class.getModule())) {
                    return Optional.empty();
                }
                return Optional.of(new Kernel(ioctl, number));
            } catch (ReflectiveOperationException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "no counts of sockets: {0}", e.getMessage());
                return Optional.empty();
            }
        }

        boolean taken(SocketChannel channel) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
                int failed = (int) ioctl.invokeExact((int) number.invoke(channel), SIOCOUTQ, count);
                return failed != 0 || count.get(ValueLayout.JAVA_INT, 0) == 0;
            } catch (Throwable e) {
                throw new IOException("the count of a socket: " + e.getMessage(), e);
            }
        }
    }

    private Reception() {}

    /** Waits until the client has taken all that was sent, if that can be known, but not longer than this. */
    static void await(SocketChannel channel, Duration longest) throws IOException {
        if (!(channel.getLocalAddress() instanceof UnixDomainSocketAddress) || Kernel.FOUND.isEmpty()) {
            return;
        }
        Kernel kernel = Kernel.FOUND.get();
        for (long end = System.nanoTime() + longest.toNanos(); !kernel.taken(channel) && System.nanoTime() < end; ) {
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
