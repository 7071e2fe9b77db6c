package io.sockerless.features.simulators;

import io.sockerless.features.daemons.Daemon;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.PackageType;

/** A daemon on a machine of its own, the simulator beside it, and an image of functions. */
final class LambdaWorld implements AutoCloseable {
    static final String ROLE = "arn:aws:iam::000000000000:role/lambda";

    private final Path place;
    private final Daemon daemon;
    private final Passage passage;
    private final URI uri;
    private SimulatorProcess simulator;
    private AwsClients aws;

    /** @param word in the image's environment */
    LambdaWorld(Path place, String word) throws IOException {
        this.place = place;
        daemon = Daemon.start(DaemonKind.SOCKERLESS, "lambda");
        Files.createDirectory(place.resolve("state"));
        simulator = SimulatorProcess.beside(daemon, place.resolve("state"));
        uri = simulator.uri();
        passage = Passage.into(daemon.machine(), place, uri);
        aws = simulator.clients();
        docker(
                "build",
                "-q",
                "-t",
                "functions",
                LambdaImage.context(place, word).toString());
    }

    AwsClients aws() {
        return aws;
    }

    URI uri() {
        return uri;
    }

    /** To be closed. */
    LambdaAsyncClient streaming() {
        return AwsClients.at(
                uri, "test", "test", LambdaAsyncClient.builder().httpClientBuilder(NettyNioAsyncHttpClient.builder()));
    }

    String docker(String... arguments) throws IOException {
        var command = new ArrayList<>(
                List.of("env", "DOCKER_BUILDKIT=0", "docker", "--config", place.toString(), "-H", daemon.host()));
        command.addAll(List.of(arguments));
        return new String(Programs.run(daemon.machine().inside(place, command)), StandardCharsets.UTF_8).strip();
    }

    /** As {@code kill -9} does, and a successor at the same address. */
    void replace(String... options) throws IOException, InterruptedException {
        simulator.kill();
        aws.close();
        var all = new ArrayList<>(List.of("--listen", uri.getHost() + ":" + uri.getPort()));
        all.addAll(List.of(options));
        simulator = SimulatorProcess.beside(daemon, place.resolve("state"), all.toArray(String[]::new));
        aws = simulator.clients();
    }

    FunctionConfiguration create(String name, UnaryOperator<CreateFunctionRequest.Builder> more) {
        var request = CreateFunctionRequest.builder()
                .functionName(name)
                .role(ROLE)
                .packageType(PackageType.IMAGE)
                .code(code -> code.imageUri("functions"))
                .timeout(20);
        aws.lambda().createFunction(more.apply(request).build());
        return active(name);
    }

    /** A function that runs the scripts which it is sent. */
    FunctionConfiguration shell(String name, UnaryOperator<CreateFunctionRequest.Builder> more) {
        return create(name, request -> more.apply(request.imageConfig(image -> image.command("shell"))));
    }

    FunctionConfiguration active(String name) {
        try (var waiter = aws.lambda().waiter()) {
            return waiter.waitUntilFunctionActiveV2(request -> request.functionName(name))
                    .matched()
                    .response()
                    .orElseThrow()
                    .configuration();
        }
    }

    InvokeResponse invoke(String name, String payload, UnaryOperator<InvokeRequest.Builder> more) {
        var request = InvokeRequest.builder()
                .functionName(name)
                .logType(LogType.TAIL)
                .payload(SdkBytes.fromUtf8String(payload));
        return aws.lambda().invoke(more.apply(request).build());
    }

    /** The event that a shell is sent to run it. */
    static String event(String script) {
        return "\"" + Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    /** A line of a script that prints a parameter, and fails when there is none. */
    static String parameter(String parameter) {
        return "wget -q -O - --header 'X-Amz-Target: AmazonSSM.GetParameter' --header \"Authorization: AWS4-HMAC-SHA256"
                + " Credential=$AWS_ACCESS_KEY_ID/20260101/$AWS_REGION/ssm/aws4_request, SignedHeaders=host, Signature=0\""
                + " --header 'Content-Type: application/x-amz-json-1.1' --post-data '{\"Name\":\"" + parameter + "\"}'"
                + " $AWS_ENDPOINT_URL/";
    }

    /** A line of a script that waits until it is let go on. */
    static String waiting(String word) {
        return "until " + parameter("/go/" + word) + " >/dev/null 2>&1; do usleep 50000; done";
    }

    void letGo(String word) {
        aws.ssm()
                .putParameter(request -> request.name("/go/" + word).value("on").type("String"));
    }

    InvokeResponse run(String name, String script) {
        return invoke(name, event(script), request -> request);
    }

    /** What a script printed. */
    static String printed(InvokeResponse response) {
        var payload = response.payload().asUtf8String();
        if (response.functionError() != null || !payload.startsWith("\"")) {
            throw new AssertionError(response.functionError() + ": " + payload + "\n" + tail(response));
        }
        return new String(Base64.getDecoder().decode(payload.replace("\"", "")), StandardCharsets.UTF_8).strip();
    }

    static String tail(InvokeResponse response) {
        return new String(Base64.getDecoder().decode(response.logResult()), StandardCharsets.UTF_8);
    }

    List<String> logged(String name) {
        try {
            return events(name);
        } catch (ResourceNotFoundException _) {
            return List.of();
        }
    }

    private List<String> events(String name) {
        return aws
                .logs()
                .filterLogEventsPaginator(request -> request.logGroupName("/aws/lambda/" + name))
                .events()
                .stream()
                .map(FilteredLogEvent::message)
                .toList();
    }

    /** Names of the containers of a function, or of all. */
    List<String> environments(String name) {
        // The name of another function, or an environment's id, may begin with what this one's ends with.
        var wanted = name.isEmpty() ? "/lambda-.*" : "/lambda-" + name + "-[0-9a-f]{32}";
        return Json.parse(
                        daemon.ask(Request.of("GET", "/containers/json?all=1")).body())
                .valueStream()
                .map(one -> one.path("Names").path(0).asText())
                .filter(one -> one.matches(wanted))
                .collect(Collectors.toList());
    }

    List<String> networks() {
        return Json.parse(daemon.ask(Request.of("GET", "/networks")).body())
                .valueStream()
                .map(one -> one.path("Name").asText())
                .filter(one -> one.startsWith("lambda-"))
                .toList();
    }

    /** @throws IllegalStateException when the simulator leaves anything at the daemon */
    @Override
    public void close() throws IOException {
        aws.close();
        simulator.close();
        var left = environments("");
        left.addAll(networks());
        passage.close();
        daemon.close();
        if (!left.isEmpty()) {
            throw new IllegalStateException("left at the daemon: " + left);
        }
    }
}
