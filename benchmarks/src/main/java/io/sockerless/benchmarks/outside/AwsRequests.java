package io.sockerless.benchmarks.outside;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.benchmarks.outside.Scenario.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Our simulator beside moto's server: start, memory, and requests per second on eight connections. */
final class AwsRequests {
    private static final int CONNECTIONS = 8;
    private static final int OBJECT = 4 << 10;
    private static final int OBJECTS = 64;
    private static final int WARMING = 4;
    private static final String GROUP = "bench-requests";

    private final AwsClouds clouds;
    private final double seconds;
    private final Map<Peer, String> tasks = new HashMap<>();
    private final Set<Peer> buckets = new HashSet<>();
    private final byte[][] objects = new byte[OBJECTS][OBJECT];

    private AwsRequests(boolean quick, AwsClouds clouds) {
        this.clouds = clouds;
        this.seconds = quick ? 2 : 3;
        Random random = new Random(4096);
        for (byte[] object : objects) {
            random.nextBytes(object);
        }
    }

    static List<Scenario> scenarios(boolean quick, AwsClouds clouds) {
        AwsRequests load = new AwsRequests(quick, clouds);
        int runs = quick ? 4 : 5;
        return List.of(
                new Scenario(
                        "aws-start",
                        "`simulate aws` (beside moto_server): start to first answer",
                        "ms",
                        true,
                        Target.of(1000),
                        clouds::of,
                        peer -> {
                            clouds.of(peer).stop();
                            return clouds.of(peer).start();
                        },
                        0),
                new Scenario(
                        "aws-idle",
                        "the same, idle: resident memory (RSS)",
                        "MiB",
                        true,
                        Target.of(150),
                        load::settle,
                        peer -> clouds.of(peer).residentMiB(),
                        3),
                new Scenario(
                        "aws-idle",
                        "the same, idle: proportional memory (PSS)",
                        "MiB",
                        true,
                        Target.of(150),
                        clouds::of,
                        peer -> clouds.of(peer).proportionalMiB(),
                        3),
                load.scenario("aws-describe", "ECS DescribeTasks", load::task, load::describe, runs),
                load.scenario("aws-logs", "CloudWatch PutLogEvents, 10 events", load::streams, load::log, runs),
                load.scenario("aws-put", "S3 PUT, 4 KiB", load::bucket, load::put, runs),
                load.scenario("aws-get", "S3 GET, 4 KiB", load::bucket, load::get, runs));
    }

    /** What is measured is a server that has been asked for a while: one of them is compiled while it runs. */
    private Scenario scenario(String name, String title, Scenario.Step setup, Scenario.Body body, int runs) {
        Scenario.Step warm = peer -> {
            setup.run(peer);
            for (int i = 0; i < WARMING; i++) {
                body.run(peer);
            }
        };
        return new Scenario(
                name,
                title + ", 8 connections (beside moto_server)",
                "requests/s",
                false,
                Target.times(10),
                warm,
                body,
                runs);
    }

    private void settle(Peer peer) throws IOException, InterruptedException {
        AwsServer server = clouds.of(peer);
        server.stop();
        server.start();
        TimeUnit.SECONDS.sleep(10);
    }

    /** One request of a connection. */
    private interface Request {
        void send(AwsHttp http, int connection, int number) throws IOException, InterruptedException;
    }

    /** Of all connections together, each of which sends its next request when the last one is answered. */
    private double perSecond(Peer peer, Request request) throws IOException, InterruptedException {
        AwsHttp http = clouds.of(peer).http();
        long begin = System.nanoTime();
        long sent = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int connection = i;
                all.add(threads.submit(() -> {
                    int number = 0;
                    while (System.nanoTime() - begin < seconds * 1e9) {
                        request.send(http, connection, number++);
                    }
                    return number;
                }));
            }
            for (Future<Integer> one : all) {
                sent += one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
        return sent / ((System.nanoTime() - begin) / 1e9);
    }

    /** A task that runs; at ours it is a container that does. */
    private void task(Peer peer) throws IOException, InterruptedException {
        AwsHttp http = clouds.of(peer).http();
        if (peer.ours()) {
            Scenarios.Busybox.install(peer);
        } else {
            // Its tasks stop after having been described a few times.
            http.control(
                    "/moto-api/state-manager/set-transition",
                    "{\"model_name\":\"ecs::task\",\"transition\":{\"progression\":\"manual\",\"times\":1000000000}}");
        }
        tasks.put(peer, AwsTasks.run(http, "bench-requests", "\"sleep\",\"100000\""));
        AwsTasks.await(http, tasks.get(peer), "RUNNING");
    }

    private double describe(Peer peer) throws IOException, InterruptedException {
        String task = tasks.get(peer);
        return perSecond(peer, (http, _, _) -> {
            JsonNode described = AwsTasks.describe(http, task);
            if (!described.path("taskArn").asText().equals(task)
                    || !described.path("lastStatus").asText().equals("RUNNING")) {
                throw new IOException(peer.name() + " describes " + described);
            }
        });
    }

    private static String stream(int connection) {
        return "\"logGroupName\":\"" + GROUP + "\",\"logStreamName\":\"stream-" + connection + "\"";
    }

    private void streams(Peer peer) throws IOException, InterruptedException {
        AwsHttp http = clouds.of(peer).http();
        http.bytes("logs", "Logs_20140328.CreateLogGroup", "{\"logGroupName\":\"" + GROUP + "\"}");
        for (int i = 0; i < CONNECTIONS; i++) {
            http.bytes("logs", "Logs_20140328.CreateLogStream", "{" + stream(i) + "}");
        }
    }

    private double log(Peer peer) throws IOException, InterruptedException {
        String nonce = UUID.randomUUID().toString();
        int[] last = new int[CONNECTIONS];
        double perSecond = perSecond(peer, (http, connection, number) -> {
            StringBuilder body = new StringBuilder("{" + stream(connection) + ",\"logEvents\":[");
            long now = System.currentTimeMillis();
            for (int i = 0; i < 10; i++) {
                body.append(i == 0 ? "" : ",")
                        .append("{\"timestamp\":" + now + ",\"message\":\"")
                        .append(nonce + "-" + number + "-" + i + " " + "x".repeat(60))
                        .append("\"}");
            }
            JsonNode answer = http.logs("PutLogEvents", body.append("]}").toString());
            if (!answer.path("nextSequenceToken").isTextual() || answer.has("rejectedLogEventsInfo")) {
                throw new IOException(peer.name() + " answers " + answer);
            }
            last[connection] = number;
        });
        AwsHttp http = clouds.of(peer).http();
        for (int i = 0; i < CONNECTIONS; i++) {
            JsonNode read = http.logs("GetLogEvents", "{" + stream(i) + ",\"limit\":10,\"startFromHead\":false}");
            if (!read.toString().contains(nonce + "-" + last[i] + "-9 ")) {
                throw new IOException(peer.name() + " has lost an event: " + read);
            }
        }
        return perSecond;
    }

    private void bucket(Peer peer) throws IOException, InterruptedException {
        AwsHttp http = clouds.of(peer).http();
        if (!buckets.add(peer)) {
            return;
        }
        http.put(
                "/bench-requests",
                ("<CreateBucketConfiguration><LocationConstraint>" + AwsHttp.REGION
                                + "</LocationConstraint></CreateBucketConfiguration>")
                        .getBytes());
        for (int i = 0; i < OBJECTS; i++) {
            http.put("/bench-requests/object-" + i, objects[i]);
        }
    }

    private double put(Peer peer) throws IOException, InterruptedException {
        String nonce = UUID.randomUUID().toString();
        return perSecond(peer, (http, connection, number) -> {
            http.put("/bench-requests/" + nonce + "-" + connection + "-" + number, objects[number % OBJECTS]);
        });
    }

    private double get(Peer peer) throws IOException, InterruptedException {
        return perSecond(peer, (http, connection, number) -> {
            int object = (connection * 8 + number) % OBJECTS;
            if (!Arrays.equals(objects[object], http.get("/bench-requests/object-" + object))) {
                throw new IOException(peer.name() + " gives other bytes than it was given");
            }
        });
    }
}
