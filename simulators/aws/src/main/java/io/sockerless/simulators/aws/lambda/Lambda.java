package io.sockerless.simulators.aws.lambda;

import io.sockerless.frontends.http.Api;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.logs.Subscriber;
import io.sockerless.simulators.aws.s3.Contents;
import io.sockerless.simulators.aws.s3.S3;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.RestService;
import io.sockerless.simulators.aws.wire.RoleSessions;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Signatures;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/** Lambda, API 2015-03-31: functions that are images run in containers at a Docker API endpoint (decision 0025). */
public final class Lambda implements RestService, Subscriber {
    private static final int LONGEST = 6 << 20;
    /** With a zip file in it. */
    private static final int LONGEST_WITH_CODE = 70_167_211;

    private static final int KEY = 32;

    private static final Set<String> WITH_CODE = Set.of("CreateFunction", "UpdateFunctionCode", "PublishLayerVersion");

    private final Changes changes;
    private final Fleet fleet;
    private final Events events;
    private final Invoking invoking;
    private final Layers layers;
    private final Functions functions;
    private final CodeDownloads downloads;
    private final FunctionUrls urls;
    private final Contents contents;
    private final Map<String, Operation> operations = new HashMap<>();

    /**
     * @param credentials with which an image is pulled, by the account and the image; empty for one that needs none
     * @param roles which of them functions can have
     * @param sessions of these roles
     * @param random for what nobody may guess
     * @param s3 where code may be
     * @param meter that is told of invocations
     */
    public Lambda(
            State state,
            CloudWatchLogs logs,
            BiFunction<String, String, Optional<String>> credentials,
            Roles roles,
            RoleSessions sessions,
            DockerEngine engine,
            RandomGenerator random,
            S3 s3,
            Signatures signatures,
            Meter meter,
            Clock clock,
            LambdaOptions options) {
        functions = Functions.of(state, clock);
        contents = new Contents(state.directory("lambda"), state.durability());
        Archives archives = new Archives(contents, s3);
        byte[] key = new byte[KEY];
        random.nextBytes(key);
        downloads = new CodeDownloads(archives, key, clock);
        layers = new Layers(
                functions, state.documents("lambda-layer", LayerVersion.class, LayerVersion::arn), archives, downloads);
        Runtimes runtimes = new Runtimes(engine, options.images());
        ZipImages zips = new ZipImages(engine, archives, layers, runtimes, Map.of(Fleet.LABEL, state.id()));
        Images images = new Images(engine, credentials::apply, zips);
        fleet = new Fleet(functions, images, logs, sessions, engine, meter, options.keep());
        EventConfigs configs = EventConfigs.of(functions);
        Concurrency concurrency = new Concurrency(meter);
        Streaming streaming = new Streaming(functions, fleet, concurrency);
        urls = new FunctionUrls(
                functions,
                state.documents("lambda-url", FunctionUrl.class, FunctionUrl::arn),
                new UrlInvocations(functions, fleet, concurrency, streaming, signatures),
                random);
        changes = new Changes(functions, new Packages(images, archives, layers, runtimes), fleet, configs, urls, roles);
        events = Events.of(functions, fleet, concurrency, configs);
        operations.putAll(changes.operations());
        operations.putAll(new Reading(functions, downloads).operations());
        invoking = new Invoking(functions, fleet, concurrency, events);
        operations.putAll(invoking.operations());
        operations.putAll(streaming.operations());
        operations.putAll(configs.operations());
        operations.putAll(new Versions(functions).operations());
        operations.putAll(new Aliases(functions).operations());
        operations.putAll(new Reservations(functions).operations());
        operations.putAll(new FunctionTags(functions).operations());
        operations.putAll(layers.operations());
        operations.putAll(urls.operations());
        operations.putAll(new Permissions(functions).operations());
    }

    @Override
    public String name() {
        return "lambda";
    }

    @Override
    public boolean json() {
        return true;
    }

    @Override
    public int longestBody() {
        return LONGEST;
    }

    @Override
    public int longestBody(String operation) {
        return WITH_CODE.contains(operation) ? LONGEST_WITH_CODE : LONGEST;
    }

    @Override
    public Set<String> served() {
        return operations.keySet();
    }

    @Override
    public String operation(Call call) {
        return Routes.operation(call);
    }

    @Override
    public Response answer(String operation, Caller caller, Call call) throws InterruptedException {
        Operation served = operations.get(operation);
        if (served == null) {
            String what = operation.isEmpty() ? call.method() + " " + call.path() : "lambda:" + operation;
            throw new AwsException(404, "UnknownOperationException", what + " is not simulated.");
        }
        return served.apply(Asked.of(caller, call));
    }

    /**
     * An event that nobody waits for, of another service; durable when it returns.
     *
     * @param function its ARN, which may have a qualifier
     * @param service as in {@code events.amazonaws.com}, which the function's policy must allow to invoke it
     * @param source the ARN of what it is of
     * @param trace empty for none
     * @throws AwsException when there is no such function, or its policy does not allow it
     */
    @Override
    public void invokeLater(
            Caller caller, String function, String service, String source, String trace, byte[] payload) {
        invoking.later(FunctionName.parse(caller, function, ""), service, source, trace, payload);
    }

    @Override
    public boolean lets(Caller caller, String function, String service, String source) {
        return invoking.lets(caller, function, service, source);
    }

    /** @param authority where the simulator is, host and port: functions reach it, too */
    public void served(String authority) {
        fleet.served(authority);
        downloads.served(authority);
        urls.served(authority);
    }

    /** What answers requests to URLs of zip files and of functions; empty for other requests. */
    public Optional<Api> api(Call head) {
        return CodeDownloads.wants(head) ? Optional.of(downloads) : urls.api(head);
    }

    private void sweep() {
        Set<String> known = new HashSet<>();
        functions
                .functions()
                .all(_ -> true)
                .forEach(one -> known.add(one.latest().code().archive().file()));
        functions
                .versions()
                .all(_ -> true)
                .forEach(one -> known.add(one.code().archive().file()));
        layers.versions().all(_ -> true).forEach(one -> known.add(one.archive().file()));
        keepOnly(known);
    }

    private void keepOnly(Set<String> known) {
        try {
            contents.keepOnly(known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes up what a predecessor began. */
    public void resume() {
        sweep();
        fleet.sweep();
        changes.resume();
        events.resume();
    }

    /** Ends what runs, and leaves nothing at the engine. */
    public void clear() throws InterruptedException {
        events.clear();
        fleet.clear();
        keepOnly(Set.of());
    }

    /** The same; events that are not done yet are done by a successor. */
    public void close() throws InterruptedException {
        events.clear();
        fleet.close();
    }
}
