package io.sockerless.drivers.agent.dial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeptTest {
    @Test
    void whatIsNotForgottenIsThere() {
        var random = new Random(7);
        var all = new byte[3 << 20];
        random.nextBytes(all);
        var kept = new Kept();
        while (kept.end() < all.length) {
            int more = (int) Math.min(all.length - kept.end(), random.nextInt(70_000));
            kept.append(all, (int) kept.end(), more);
            long from = kept.begin() + random.nextLong(kept.end() - kept.begin() + 1);
            var some = new byte[random.nextInt(300_000)];
            int copied = kept.copy(from, some);
            assertEquals(Math.min(some.length, kept.end() - from), copied);
            assertArrayEquals(
                    Arrays.copyOfRange(all, (int) from, (int) from + copied), Arrays.copyOf(some, copied), "" + from);
            boolean everything = random.nextInt(5) == 0 || kept.end() - kept.begin() > 1 << 20;
            kept.forget(everything ? kept.end() : kept.begin() + random.nextLong(kept.end() - kept.begin() + 1));
        }
    }
}
