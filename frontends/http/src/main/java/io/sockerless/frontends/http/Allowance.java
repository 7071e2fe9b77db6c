package io.sockerless.frontends.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that all connections together may hold for what clients have sent and we have not dealt with. Small requests
 * never need it, so that they are served whatever others do.
 */
final class Allowance {
    private final AtomicLong left;

    Allowance(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** What one request holds; given back by its owner. Of one thread. */
    Share share() {
        return new Share();
    }

    /** The part of one request. */
    final class Share {
        private long held;

        private Share() {}

        /**
         * Makes the share at least that large.
         *
         * @throws OverloadedException when others hold too much
         */
        void require(long bytes) {
            long more = bytes - held;
            if (more <= 0) {
                return;
            }
            if (left.addAndGet(-more) < 0) {
                left.addAndGet(more);
                throw new OverloadedException("too many large requests at once");
            }
            held = bytes;
        }

        void giveBack() {
            left.addAndGet(held);
            held = 0;
        }
    }
}
