package io.sockerless.frontends.cli;

import io.sockerless.drivers.agent.AgentBinary;
import io.sockerless.engine.store.Durability;
import io.sockerless.simulators.aws.AwsSimulator;
import io.sockerless.simulators.aws.lambda.LambdaOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "simulate",
        description =
                "Serves a cloud on this machine, for any client of that cloud. Its workloads run at a Docker API.",
        mixinStandardHelpOptions = true)
final class Simulate implements Callable<Integer> {
    enum Provider {
        AWS
    }

    enum Groups {
        ENFORCE,
        OFF
    }

    @Parameters(paramLabel = "CLOUD", description = "aws")
    Provider cloud;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "address:port, on loopback (default: 127.0.0.1:4566).")
    String listen = "127.0.0.1:4566";

    @Option(
            names = "--docker-host",
            paramLabel = "ADDRESS",
            description = "Where workloads run, as in DOCKER_HOST (default: unix:///run/sockerless/docker.sock).")
    String dockerHost = "unix:///run/sockerless/docker.sock";

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where everything is kept (default: /var/lib/sockerless/simulate-CLOUD).")
    Optional<Path> state = Optional.empty();

    @Option(
            names = "--sync",
            description = "What is acknowledged outlives a loss of power, not only the process: slower (default: off).")
    boolean sync;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "Who may ask, as in ~/.aws/credentials; then signatures are verified (default: everybody).")
    Optional<Path> credentials = Optional.empty();

    @Option(
            names = "--keep-functions",
            paramLabel = "SECONDS",
            description = "How long a function's container waits for its next event (default: 300).")
    long kept = AwsSimulator.KEPT.toSeconds();

    @Option(
            names = "--security-groups",
            paramLabel = "MODE",
            description = "Whether tasks reach only what their security groups let through: enforce or off. Off,"
                    + " tasks of a VPC reach each other whatever the rules say, and engines that cannot filter packets run"
                    + " tasks, too (default: enforce).")
    Groups groups = Groups.ENFORCE;

    @Option(
            names = "--lambda-image",
            paramLabel = "RUNTIME=IMAGE",
            description =
                    "In which image functions of zip files run whose runtime this is, as provided.al2023=busybox"
                            + " (default: for provided and provided.* AWS's own or busybox, whichever the engine has; none for others).")
    Map<String, String> images = new TreeMap<>();

    @Override
    public Integer call() {
        String url = switch (cloud) {
            case AWS ->
                AwsSimulator.startAlone(
                        listen,
                        state.orElse(Path.of("/var/lib/sockerless/simulate-aws")),
                        sync ? Durability.MACHINE : Durability.PROCESS,
                        dockerHost,
                        credentials,
                        new LambdaOptions(Duration.ofSeconds(Math.max(1, kept)), images),
                        groups == Groups.OFF ? Optional.empty() : Optional.of(AgentBinary::read));
        };
        System.out.println("simulator: " + url);
        return Serve.GOES_ON;
    }
}
