package io.sockerless.simulators.aws;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.store.Durability;
import io.sockerless.frontends.http.Api;
import io.sockerless.simulators.aws.cloudwatch.CloudWatch;
import io.sockerless.simulators.aws.codebuild.CodeBuild;
import io.sockerless.simulators.aws.ec2.Ec2;
import io.sockerless.simulators.aws.ecr.Ecr;
import io.sockerless.simulators.aws.ecs.Ecs;
import io.sockerless.simulators.aws.ecs.GuardImage;
import io.sockerless.simulators.aws.efs.Efs;
import io.sockerless.simulators.aws.events.EventBridge;
import io.sockerless.simulators.aws.iam.Iam;
import io.sockerless.simulators.aws.lambda.Lambda;
import io.sockerless.simulators.aws.lambda.LambdaOptions;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.s3.S3;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.servicediscovery.ServiceDiscovery;
import io.sockerless.simulators.aws.ssm.Ssm;
import io.sockerless.simulators.aws.ssmmessages.Sessions;
import io.sockerless.simulators.aws.sts.Sts;
import io.sockerless.simulators.aws.wire.Credentials;
import io.sockerless.simulators.aws.wire.RestService;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Services;
import io.sockerless.simulators.aws.wire.Signatures;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Claim;
import io.sockerless.simulators.kernel.Cloud;
import io.sockerless.simulators.kernel.Simulator;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** AWS, as far as it is simulated: the list of its services. */
public final class AwsSimulator implements Cloud {
    /** How long Lambda's environments wait for something to do. */
    public static final Duration KEPT = Duration.ofMinutes(5);

    private final CloudWatchLogs logs;
    private final CloudWatch metrics;
    private final CodeBuild builds;
    private final Ecr ecr;
    private final Ecs ecs;
    private final Efs efs;
    private final S3 s3;
    private final Sessions sessions;
    private final Lambda lambda;
    private final EventBridge events;
    private final DockerEngine engine;
    private final List<Service> services;
    private final Services claims;

    /** @param credentials of those who may ask; empty for everybody */
    public AwsSimulator(State state, DockerEngine engine, Optional<Credentials> credentials, Clock clock) {
        this(state, engine, credentials, clock, new LambdaOptions(KEPT, Map.of()), Optional.empty());
    }

    private AwsSimulator(
            State state,
            DockerEngine engine,
            Optional<Credentials> credentials,
            Clock clock,
            LambdaOptions options,
            Optional<GuardImage> guard) {
        this.engine = engine;
        metrics = new CloudWatch(state, clock);
        logs = new CloudWatchLogs(state, metrics.filtered(), clock);
        SecureRandom random = new SecureRandom();
        Iam iam = new Iam(state, clock, random);
        Sts sts = new Sts(state, iam, credentials.isPresent(), clock, random);
        sessions = new Sessions(clock, random);
        Ssm parameters = new Ssm(state, sessions, clock);
        SecretsManager secrets = new SecretsManager(state, clock, random);
        ecr = Ecr.open(state, secrets, clock, random);
        Ec2 ec2 = new Ec2(state, clock, random);
        efs = new Efs(state, engine, clock, random);
        ServiceDiscovery discovery = new ServiceDiscovery(state, clock, random, ec2.tasks()::hasVpc);
        ecs = new Ecs(
                state,
                logs,
                ecr::credentials,
                parameters,
                secrets,
                efs,
                iam,
                sts,
                ec2.tasks(),
                discovery,
                engine,
                guard,
                sessions,
                clock,
                random);
        s3 = new S3(state, clock);
        builds = new CodeBuild(state, logs, ecr::credentials, parameters, secrets, s3, iam, engine, clock);
        Signatures signatures = new Signatures(credentials, sts, clock);
        lambda = new Lambda(
                state,
                logs,
                ecr::credentials,
                iam,
                sts,
                engine,
                random,
                s3,
                signatures,
                metrics.functions(),
                clock,
                options);
        events = new EventBridge(state, lambda, ecs, logs, iam, clock);
        services = List.of(
                iam.service(),
                sts.service(),
                logs.service(),
                metrics.service(),
                ec2.service(),
                ecr.service(),
                ecs.service(),
                events.service(),
                parameters.service(),
                secrets.service(),
                discovery.service(),
                builds.service());
        claims = new Services(services, restServices(), signatures);
    }

    /**
     * Serves in a process of its own, until it is told to end.
     *
     * @param listen {@code address:port}, on loopback; port 0 takes any free one
     * @param durability of all that is acknowledged
     * @param dockerHost where workloads run, as in DOCKER_HOST
     * @param options of Lambda
     * @param guard what enforces security groups between tasks; empty for nothing
     * @return where
     * @throws EngineException when something of it cannot be had
     */
    public static String startAlone(
            String listen,
            Path directory,
            Durability durability,
            String dockerHost,
            Optional<Path> credentials,
            LambdaOptions options,
            Optional<GuardImage.Program> guard) {
        InetSocketAddress address = address(listen);
        Optional<Credentials> allowed = credentials.map(Credentials::read);
        State state = State.open(directory.toAbsolutePath(), durability);
        return Simulator.start(
                        address,
                        state,
                        opened -> new AwsSimulator(
                                opened,
                                DockerEngine.at(dockerHost),
                                allowed,
                                Clock.systemUTC(),
                                options,
                                guard.map(GuardImage::new)))
                .alone()
                .url();
    }

    private static InetSocketAddress address(String listen) {
        int colon = listen.lastIndexOf(':');
        if (colon < 1 || !listen.substring(colon + 1).matches("\\d{1,5}")) {
            throw EngineException.invalid("invalid address \"" + listen + "\": expected address:port");
        }
        String host = listen.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(host, Integer.parseInt(listen.substring(colon + 1)));
    }

    /** Its services, for the list of what is served. */
    public List<Service> services() {
        return services;
    }

    /** Those that are asked by method and path. */
    public List<RestService> restServices() {
        return List.of(s3, efs, lambda);
    }

    @Override
    public boolean streams(Call head) {
        return claims.streams(head);
    }

    @Override
    public Optional<Api> api(Call head) {
        if (Sessions.wants(head)) {
            return Optional.of(sessions);
        }
        Optional<Api> code = lambda.api(head);
        if (code.isPresent()) {
            return code;
        }
        boolean registry = head.path().equals("/v2") || head.path().startsWith("/v2/");
        // An object may have such a name, in a bucket that is in the host's name.
        return registry && !claims.streams(head) ? Optional.of(ecr.registry()) : Optional.empty();
    }

    @Override
    public void served(String authority) {
        ecr.served(authority);
        lambda.served(authority);
        sessions.served(authority);
    }

    @Override
    public Claim claim(Call call) {
        return claims.claim(call);
    }

    @Override
    public void clear() throws InterruptedException {
        sessions.clear();
        events.close();
        metrics.close();
        logs.close();
        builds.clear();
        ecs.clear();
        efs.clear();
        lambda.clear();
        logs.clear();
        metrics.clear();
        ecr.clear();
        s3.clear();
    }

    @Override
    public int interrupt(String workload) {
        return ecs.interrupt(workload);
    }

    @Override
    public void cleared() {
        ecs.cleared();
        logs.resume(lambda);
        metrics.resume(lambda);
        events.resume();
    }

    @Override
    public void resume() {
        builds.resume();
        ecs.resume();
        lambda.resume();
        logs.resume(lambda);
        metrics.resume(lambda);
        events.resume();
        s3.sweep();
    }

    @Override
    public void close() {
        sessions.clear();
        try {
            builds.close();
            events.close();
            metrics.close();
            logs.close();
            ecs.close();
            lambda.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        ecr.close();
        engine.close();
    }
}
