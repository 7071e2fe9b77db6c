package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What 500 streams on which nothing happens cost. */
final class IdleStreams {
    private static final int STREAMS = 500;

    private IdleStreams() {}

    static double addedMiB(Peer peer) throws IOException, InterruptedException {
        String id = peer.docker("run", "-d", "busybox", "sleep", "100000");
        double before = peer.residentMiB();
        int threadsBefore = peer.threads();
        List<UnixHttp> open = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                UnixHttp http = UnixHttp.open(peer.socket());
                open.add(http);
                http.request(
                        "GET",
                        i % 2 == 0 ? "/v1.41/events" : "/v1.41/containers/" + id + "/logs?stdout=1&follow=1",
                        "");
                int status = http.head();
                if (status != 200) {
                    throw new IOException(peer.name() + " answered " + status);
                }
            }
            double after = peer.residentMiB();
            System.err.println(peer.name() + ": platform threads " + threadsBefore + " → " + peer.threads());
            return Math.max(0.1, after - before);
        } finally {
            for (UnixHttp http : open) {
                http.close();
            }
            peer.docker("rm", "-f", id);
        }
    }
}
