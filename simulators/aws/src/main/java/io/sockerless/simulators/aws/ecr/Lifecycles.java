package io.sockerless.simulators.aws.ecr;

import io.sockerless.frontends.registry.Images;
import io.sockerless.frontends.registry.Images.Image;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.simulators.kernel.Documents;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Has images expire by their repositories' policies: soon after a policy is put or an image is pushed, and each minute.
 * Amazon's do within a day.
 */
final class Lifecycles implements AutoCloseable {
    /** So long an image without a tag stays: a client may be about to push the index that needs it. */
    static final Duration GRACE = Duration.ofHours(1);

    private static final System.Logger LOG = System.getLogger(Lifecycles.class.getName());
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Documents<LifecyclePolicy> policies;
    private final Registry registry;
    private final Clock clock;
    private final BlockingQueue<String> due = new LinkedBlockingQueue<>();
    private final Thread passes;

    Lifecycles(Documents<LifecyclePolicy> policies, Registry registry, Clock clock) {
        this.policies = policies;
        this.registry = registry;
        this.clock = clock;
        passes = Thread.ofVirtual().name("ecr-lifecycles").start(this::work);
    }

    /** Something has changed. @param repository its key */
    void look(String repository) {
        due.add(repository);
    }

    private void work() {
        try {
            long next = System.nanoTime() + LOOK.toNanos();
            while (true) {
                Set<String> repositories = new LinkedHashSet<>();
                String one = due.poll(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (one != null) {
                    repositories.add(one);
                    due.drainTo(repositories);
                } else {
                    policies.all(_ -> true).forEach(policy -> repositories.add(policy.repository()));
                    next = System.nanoTime() + LOOK.toNanos();
                }
                repositories.forEach(this::attempt);
            }
        } catch (InterruptedException _) {
            // The simulator is closed.
        }
    }

    private void attempt(String repository) {
        try {
            Images images = registry.images(repository);
            images.exclusively(() -> {
                policies.get(repository).ifPresent(policy -> expire(policy, images));
                return repository;
            });
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "images of " + repository + " could not expire", e);
        }
    }

    private void expire(LifecyclePolicy policy, Images images) {
        long fresh = clock.instant().minus(GRACE).toEpochMilli();
        List<Image> gone = judge(policy.text(), images).keySet().stream()
                .filter(image -> !image.tags().isEmpty() || image.pushed() < fresh)
                .toList();
        // What an index needs may go when the index is gone.
        boolean more = true;
        while (more) {
            more = false;
            for (Image image : gone) {
                more |= !images.isNeeded(image.digest()) && images.delete(image.digest());
            }
        }
        policies.change(
                policy.repository(), now -> new LifecyclePolicy(now.repository(), now.text(), clock.millis() / 1000.0));
    }

    /** What expires now, and by which rule's priority. */
    Map<Image, Integer> judge(String text, Images images) {
        return LifecycleRule.judge(LifecycleText.rules(text), images.all(), clock.instant());
    }

    @Override
    public void close() {
        passes.interrupt();
        try {
            passes.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
