package io.sockerless.frontends.daemon;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Optional;
import javax.management.NotificationEmitter;

/**
 * Keeps garbage from piling up. The serial collector leaves the old generation alone until the heap is as large as it may
 * ever get, and transfers leave their buffers there: without this, the process takes all of {@code -Xmx} after some pushes
 * and keeps it. So once as much was added as is worth some tens of milliseconds, all of it is collected.
 */
final class OldGeneration {
    private static final long WORTH_IT = 40L << 20;

    private final MemoryPoolMXBean pool;

    private OldGeneration(MemoryPoolMXBean pool) {
        this.pool = pool;
    }

    /** Begins; elsewhere than under the serial collector there is nothing to do. */
    static void tend() {
        Optional<MemoryPoolMXBean> tenured = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.isUsageThresholdSupported()
                        && pool.getName().equals("Tenured Gen"))
                .findFirst();
        tenured.map(OldGeneration::new).ifPresent(OldGeneration::watch);
    }

    private void watch() {
        NotificationEmitter emitter = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
        emitter.addNotificationListener(
                (notification, _) -> {
                    if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
                        collect();
                    }
                },
                null,
                null);
        next();
    }

    private void collect() {
        System.gc();
        next();
    }

    /** What is in use now is taken for what is needed. */
    private void next() {
        long most = pool.getUsage().getMax();
        pool.setUsageThreshold(Math.min(pool.getUsage().getUsed() + WORTH_IT, most));
    }
}
