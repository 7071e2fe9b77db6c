package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Whole lives of containers, several at a time. */
final class Churn {
    private Churn() {}

    static double containersPerSecond(Peer peer, int total, int parallel) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(total);
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < parallel; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try (UnixHttp http = UnixHttp.open(peer.socket())) {
                    while (left.getAndDecrement() > 0) {
                        life(http);
                    }
                } catch (IOException | RuntimeException e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(peer.name() + " failed in the churn", failures.peek());
        }
        return total / ((System.nanoTime() - start) / 1e9);
    }

    private static void life(UnixHttp http) throws IOException {
        int code = (int) (System.nanoTime() % 100) + 1;
        String created = http.expect(
                201,
                "POST",
                "/v1.41/containers/create",
                "{\"Image\":\"busybox\",\"Cmd\":[\"sh\",\"-c\",\"exit " + code + "\"]}");
        String id = created.split("\"Id\":\"")[1].substring(0, 64);
        http.expect(204, "POST", "/v1.41/containers/" + id + "/start", "");
        String waited = http.expect(200, "POST", "/v1.41/containers/" + id + "/wait", "");
        if (!waited.contains("\"StatusCode\":" + code)) {
            throw new IOException("wrong exit code, expected " + code + ": " + waited);
        }
        http.expect(204, "DELETE", "/v1.41/containers/" + id, "");
    }
}
