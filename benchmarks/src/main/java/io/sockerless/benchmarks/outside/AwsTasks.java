package io.sockerless.benchmarks.outside;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.benchmarks.outside.Scenario.Target;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Tasks of the simulated cloud, and containers of the driver ecs on it, beside containers of the daemon below it. */
final class AwsTasks {
    private static final String GROUP = "bench-tasks";

    private final AwsClouds clouds;

    private AwsTasks(AwsClouds clouds) {
        this.clouds = clouds;
    }

    static List<Scenario> scenarios(boolean quick, AwsClouds clouds) {
        AwsTasks tasks = new AwsTasks(clouds);
        int runs = quick ? 5 : 15;
        return List.of(
                new Scenario(
                        "aws-task",
                        "RunTask of busybox to RUNNING (beside our own `docker run -d`)",
                        "ms",
                        true,
                        Target.times(1.5),
                        clouds::local,
                        tasks::toRunning,
                        runs),
                new Scenario(
                        "aws-task",
                        "RunTask of busybox to STOPPED with its log (beside our own `docker run`)",
                        "ms",
                        true,
                        Target.times(1.5),
                        clouds::local,
                        tasks::toStopped,
                        runs),
                new Scenario(
                        "ecs-run",
                        "`docker run --rm busybox true` with driver ecs (beside our own)",
                        "ms",
                        true,
                        Target.of(1000),
                        tasks::driven,
                        peer -> Commands.time(tasks.of(peer).cli("run", "--rm", "busybox", "true")),
                        runs),
                new Scenario(
                        "ecs-exec",
                        "`docker exec C true` with driver ecs (beside our own)",
                        "ms",
                        true,
                        Target.above(50),
                        peer -> {
                            tasks.driven(peer);
                            tasks.of(peer).docker("run", "-d", "--name", "bench-ecs", "busybox", "sleep", "100000");
                        },
                        peer -> Commands.time(tasks.of(peer).cli("exec", "bench-ecs", "true")),
                        runs));
    }

    private void driven(Peer peer) throws IOException, InterruptedException {
        clouds.local(peer);
        clouds.driven();
    }

    private Peer of(Peer peer) throws IOException, InterruptedException {
        return peer.ours() ? clouds.driven() : clouds.local();
    }

    private double toRunning(Peer peer) throws IOException, InterruptedException {
        Peer local = clouds.local();
        if (!peer.ours()) {
            long begin = System.nanoTime();
            String container = local.docker("run", "-d", "--rm", "busybox", "sleep", "1");
            double taken = (System.nanoTime() - begin) / 1e6;
            local.docker("wait", container);
            return taken;
        }
        AwsHttp http = clouds.of(local).http();
        register(http, "bench-tasks", "\"sleep\",\"1\"");
        long begin = System.nanoTime();
        String task = started(http, "bench-tasks");
        await(http, task, "RUNNING");
        double taken = (System.nanoTime() - begin) / 1e6;
        await(http, task, "STOPPED");
        return taken;
    }

    private double toStopped(Peer peer) throws IOException, InterruptedException {
        Peer local = clouds.local();
        String nonce = UUID.randomUUID().toString();
        if (!peer.ours()) {
            long begin = System.nanoTime();
            String said = local.docker("run", "--rm", "busybox", "echo", nonce);
            double taken = (System.nanoTime() - begin) / 1e6;
            if (!said.equals(nonce)) {
                throw new IOException("it said " + said);
            }
            return taken;
        }
        AwsHttp http = clouds.of(local).http();
        register(http, "bench-logged", "\"echo\",\"" + nonce + "\"");
        long begin = System.nanoTime();
        String task = started(http, "bench-logged");
        JsonNode stopped = await(http, task, "STOPPED");
        JsonNode read = http.logs(
                "GetLogEvents",
                "{\"logGroupName\":\"" + GROUP + "\",\"logStreamName\":\"it/main/"
                        + task.substring(task.lastIndexOf('/') + 1) + "\"}");
        double taken = (System.nanoTime() - begin) / 1e6;
        JsonNode container = stopped.path("containers").path(0);
        if (!read.path("events").path(0).path("message").asText().equals(nonce)
                || container.path("exitCode").asInt(-1) != 0) {
            throw new IOException("it said " + read + " and is " + stopped);
        }
        return taken;
    }

    /** @param command its words as in a list of JSON */
    static void register(AwsHttp http, String family, String command) throws IOException, InterruptedException {
        http.ecs("CreateCluster", "{\"clusterName\":\"default\"}");
        http.ecs("RegisterTaskDefinition", """
                {"family":"%s","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"256","memory":"512",
                 "executionRoleArn":"arn:aws:iam::000000000000:role/execution",
                 "containerDefinitions":[{"name":"main","image":"busybox","command":[%s],"essential":true,"memory":512,
                   "logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"%s","awslogs-region":"%s",
                     "awslogs-stream-prefix":"it","awslogs-create-group":"true"}}}]}
                """.formatted(family, command, GROUP, AwsHttp.REGION));
    }

    /** @return the ARN of a task of the family's newest definition */
    static String started(AwsHttp http, String family) throws IOException, InterruptedException {
        return http.ecs("RunTask", """
                {"taskDefinition":"%s","launchType":"FARGATE",
                 "networkConfiguration":{"awsvpcConfiguration":{"subnets":["%s"],"securityGroups":["%s"]}}}
                """.formatted(family, http.subnet(), http.group()))
                .path("tasks")
                .path(0)
                .path("taskArn")
                .asText();
    }

    static String run(AwsHttp http, String family, String command) throws IOException, InterruptedException {
        register(http, family, command);
        return started(http, family);
    }

    static JsonNode describe(AwsHttp http, String task) throws IOException, InterruptedException {
        return http.ecs("DescribeTasks", "{\"tasks\":[\"" + task + "\"]}")
                .path("tasks")
                .path(0);
    }

    /** Until it has that status, asking every two milliseconds as a client with little patience does. */
    static JsonNode await(AwsHttp http, String task, String status) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            JsonNode described = describe(http, task);
            if (described.path("lastStatus").asText().equals(status)) {
                return described;
            }
            if (System.nanoTime() - begin > 60e9
                    || described.path("lastStatus").asText().equals("STOPPED")) {
                throw new IOException("not " + status + ": " + described);
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }
}
