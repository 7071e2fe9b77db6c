package io.sockerless.benchmarks.outside;

import java.io.IOException;

/** Many questions about one hundred containers on one connection. */
final class Listing {
    private Listing() {}

    static void hundred(Peer peer) throws IOException, InterruptedException {
        Scenarios.Busybox.install(peer);
        try (UnixHttp http = UnixHttp.open(peer.socket())) {
            for (int i = 0; i < 100; i++) {
                http.send(
                        "POST",
                        "/v1.41/containers/create?name=bench-list-" + i,
                        "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Labels\":{\"n\":\"" + i + "\"}}");
            }
        }
    }

    static double requestsPerSecond(Peer peer, String path) throws IOException {
        try (UnixHttp http = UnixHttp.open(peer.socket())) {
            long start = System.nanoTime();
            int requests = 0;
            while (System.nanoTime() - start < 1e9) {
                UnixHttp.Answer answer = http.get("/v1.41" + path);
                if (answer.status() != 200 || answer.body().length < 1_000) {
                    throw new IOException(peer.name() + " gave " + answer.status() + " " + answer.text());
                }
                requests++;
            }
            return requests / ((System.nanoTime() - start) / 1e9);
        }
    }
}
