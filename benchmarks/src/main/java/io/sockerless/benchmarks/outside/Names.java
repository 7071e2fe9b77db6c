package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A network, twenty containers on it, and each of their names resolved by each of them. */
final class Names {
    private static final int CONTAINERS = 20;
    private static final int QUESTIONS = 2_000;

    private Names() {}

    static double milliseconds(Peer peer) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<String> ids = new ArrayList<>();
        try (UnixHttp http = UnixHttp.open(peer.socket())) {
            http.expect(201, "POST", "/v1.41/networks/create", "{\"Name\":\"bench-names\"}");
            for (int i = 0; i < CONTAINERS; i++) {
                ids.add(run(http, i));
            }
            for (String id : ids) {
                resolve(peer, http, id);
            }
            double taken = (System.nanoTime() - start) / 1e6;
            remove(http, ids);
            return taken;
        }
    }

    /** The median answer to a program in a container that asks its name server for another's address. */
    static double answerMicroseconds(Peer peer) throws IOException, InterruptedException {
        try (UnixHttp http = UnixHttp.open(peer.socket())) {
            http.expect(201, "POST", "/v1.41/networks/create", "{\"Name\":\"bench-names\"}");
            List<String> ids = List.of(run(http, 0), run(http, 1));
            String pid = http.expect(200, "GET", "/v1.41/containers/" + ids.getFirst() + "/json", "")
                    .split("\"Pid\":")[1]
                    .split(",")[0];
            String median = Commands.run(
                    "nsenter",
                    "--net",
                    "--target",
                    pid,
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    NameQuestions.class.getName(),
                    name(1),
                    Integer.toString(QUESTIONS));
            remove(http, ids);
            return Double.parseDouble(median);
        }
    }

    private static String name(int i) {
        return "bench-name-" + i;
    }

    private static String run(UnixHttp http, int i) throws IOException {
        String id = http.expect(201, "POST", "/v1.41/containers/create?name=" + name(i), """
                {"Image":"busybox","Cmd":["sleep","100000"],"HostConfig":{"NetworkMode":"bench-names"}}
                """)
                .split("\"Id\":\"")[1]
                .substring(0, 64);
        http.expect(204, "POST", "/v1.41/containers/" + id + "/start", "");
        return id;
    }

    private static void resolve(Peer peer, UnixHttp http, String id) throws IOException {
        StringBuilder script = new StringBuilder("set -e;");
        for (int i = 0; i < CONTAINERS; i++) {
            script.append("busybox nslookup ").append(name(i)).append(" >/dev/null;");
        }
        String exec = http.expect(
                        201,
                        "POST",
                        "/v1.41/containers/" + id + "/exec",
                        "{\"AttachStdout\":true,\"Cmd\":[\"sh\",\"-c\",\"" + script + "echo all\"]}")
                .split("\"Id\":\"")[1]
                .substring(0, 64);
        try (UnixHttp stream = UnixHttp.open(peer.socket())) {
            stream.request("POST", "/v1.41/exec/" + exec + "/start", "{}");
            int status = stream.head();
            String said = stream.rest();
            if (status != 200 || !said.endsWith("all\n")) {
                throw new IOException(peer.name() + " does not resolve all names: " + status + " " + said);
            }
        }
    }

    private static void remove(UnixHttp http, List<String> ids) throws IOException {
        for (String id : ids) {
            http.expect(204, "DELETE", "/v1.41/containers/" + id + "?force=1", "");
        }
        http.expect(204, "DELETE", "/v1.41/networks/bench-names", "");
    }
}
