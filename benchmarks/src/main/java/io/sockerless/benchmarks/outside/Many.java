package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What running containers cost beside their own programs. */
final class Many {
    private static final int CONTAINERS = 200;

    private Many() {}

    /** Memory of the daemon and of all that it keeps running for 200 containers, in MiB. */
    static double proportionalMiB(Peer peer) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        try (UnixHttp http = UnixHttp.open(peer.socket())) {
            for (int i = 0; i < CONTAINERS; i++) {
                String id = http.expect(
                                201,
                                "POST",
                                "/v1.41/containers/create",
                                "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"100000\"]}")
                        .split("\"Id\":\"")[1]
                        .substring(0, 64);
                http.expect(204, "POST", "/v1.41/containers/" + id + "/start", "");
                ids.add(id);
            }
            peer.idle();
            double used = peer.proportionalMiB();
            for (String id : ids) {
                http.expect(204, "DELETE", "/v1.41/containers/" + id + "?force=1", "");
            }
            return used;
        }
    }
}
