package io.sockerless.simulators.aws.ecr;

import java.util.concurrent.CountDownLatch;

/** Where the registry is; who asks before that is known waits for it. */
final class Place {
    private final CountDownLatch known = new CountDownLatch(1);
    private volatile String authority = "";

    void is(String told) {
        authority = told;
        known.countDown();
    }

    /** Host and port. */
    String authority() {
        try {
            known.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return authority;
    }
}
