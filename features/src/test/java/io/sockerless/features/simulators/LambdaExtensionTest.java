package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/** Extensions of layers really run beside the runtime, and are waited for. */
@Tag("external")
class LambdaExtensionTest {
    /** Runs the scripts that it is sent. */
    private static final String BOOTSTRAP = """
            #!/bin/sh
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
            while :; do
              wget -q -S -O /tmp/event $api/next 2>/tmp/head || exit 99
              id=$(sed -n 's/^ *Lambda-Runtime-Aws-Request-Id: *//ip' /tmp/head | tr -d '\\r')
              sed 's/^"//; s/"$//' /tmp/event | base64 -d >/tmp/script
              . /tmp/script >/tmp/out
              { printf '"'; base64 -w 0 /tmp/out; printf '"'; } >/tmp/answer
              wget -q -O /dev/null --post-file /tmp/answer $api/$id/response
            done
            """;

    /** Tells what it sees in parameters, and holds an invocation until it is let go on. */
    private static final String EXTENSION = """
            #!/bin/sh
            api=http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension
            tell() {
              wget -q -O /dev/null --header 'X-Amz-Target: AmazonSSM.PutParameter' \\
                --header "Authorization: AWS4-HMAC-SHA256 Credential=$AWS_ACCESS_KEY_ID/20260101/$AWS_REGION/ssm/aws4_request, SignedHeaders=host, Signature=0" \\
                --header 'Content-Type: application/x-amz-json-1.1' \\
                --post-data "{\\"Name\\":\\"/$1/%1$s\\",\\"Value\\":\\"$2\\",\\"Type\\":\\"String\\"}" $AWS_ENDPOINT_URL/
            }
            wget -q -S -O /tmp/registered --header "Lambda-Extension-Name: ${0##*/}" \\
              --post-data '{"events":["INVOKE","SHUTDOWN"]}' $api/register 2>/tmp/registering || exit 9
            id=$(sed -n 's/^ *Lambda-Extension-Identifier: *//ip' /tmp/registering | tr -d '\\r')
            tell registered "$(sed 's/.*"functionName":"//; s/".*//' /tmp/registered)"
            while :; do
              wget -q -O /tmp/next --header "Lambda-Extension-Identifier: $id" $api/event/next || exit 8
              if grep -q SHUTDOWN /tmp/next; then
                tell ended "$(sed 's/.*"shutdownReason":"//; s/".*//' /tmp/next)"
                exit 0
              fi
              tell saw "$(sed 's/.*"requestId":"//; s/".*//' /tmp/next)"
              echo "extension of %1$s"
              %2$s
            done
            """;

    @TempDir
    static Path place;

    private static LambdaWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final String name = "e-" + nonce;

    @BeforeAll
    static void start() throws IOException {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("LAMBDA EXTENSION SKIPPED: " + why);
            assumeTrue(false, why);
        });
        world = new LambdaWorld(place, "word");
    }

    @AfterAll
    static void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    private void function(String extension) {
        var layer = world.aws()
                .lambda()
                .publishLayerVersion(request -> request.layerName(name)
                        .content(content -> content.zipFile(SdkBytes.fromByteArray(
                                LambdaZipTest.zip(Map.of("extensions/own-" + nonce, extension))))))
                .layerVersionArn();
        world.create(
                name,
                request -> request.packageType(PackageType.ZIP)
                        .runtime(Runtime.PROVIDED_AL2023)
                        .handler("h")
                        .timeout(20)
                        .layers(layer)
                        .code(code -> code.zipFile(
                                SdkBytes.fromByteArray(LambdaZipTest.zip(Map.of("bootstrap", BOOTSTRAP))))));
    }

    /** Waits for it. */
    private String parameter(String what) throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            try {
                return world.aws()
                        .ssm()
                        .getParameter(request -> request.name("/" + what + "/" + nonce))
                        .parameter()
                        .value();
            } catch (ParameterNotFoundException _) {
                Thread.sleep(50);
            }
        }
        throw new AssertionError("nobody told /" + what);
    }

    @Test
    void anInvocationIsOverWhenTheExtensionHasDoneItsWorkToo() throws Exception {
        function(EXTENSION.formatted(nonce, LambdaWorld.waiting(nonce)));
        var word = UUID.randomUUID().toString();
        var running = CompletableFuture.supplyAsync(() -> world.run(name, "echo " + word));
        assertEquals(name, parameter("registered"));
        var request = parameter("saw");
        assertFalse(running.isDone());
        world.letGo(nonce);
        var answer = running.get(30, TimeUnit.SECONDS);
        assertEquals(word, LambdaWorld.printed(answer));
        var log = String.join("", world.logged(name));
        assertTrue(log.contains("extension of " + nonce + "\n"), log);
        assertTrue(log.contains("REPORT RequestId: " + request), log);
        assertTrue(log.contains("EXTENSION\tName: own-" + nonce + "\tState: Ready\tEvents: [INVOKE,SHUTDOWN]"), log);
        world.aws()
                .lambda()
                .updateFunctionConfiguration(change -> change.functionName(name).description("another"));
        assertEquals("spindown", parameter("ended"));
    }

    @Test
    void anExtensionThatEndsEndsTheInvocation() {
        function("#!/bin/sh\nexit 3\n");
        var answer = world.run(name, "echo x");
        assertEquals("Unhandled", answer.functionError());
        var told = Json.parse(answer.payload().asByteArray());
        assertEquals("Extension.Crash", told.path("errorType").asText());
        assertTrue(told.path("errorMessage").asText().endsWith("own-" + nonce + ": exit code 3"), told::toString);
    }

    @Test
    void whoIsNoExtensionIsRefused() throws Exception {
        world.letGo(nonce);
        function(EXTENSION.formatted(nonce, ":"));
        var api = "http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension/";
        var late = "wget -O - --header 'Lambda-Extension-Name: late' --post-data '{\"events\":[]}' " + api
                + "register 2>&1 | grep HTTP/; ";
        var unknown = "wget -O - --header 'Lambda-Extension-Identifier: " + nonce + "' " + api
                + "event/next 2>&1 | grep HTTP/; ";
        var telemetry = "wget -O - --post-data '{}' ${AWS_LAMBDA_RUNTIME_API}/2022-07-01/telemetry 2>&1 | grep HTTP/";
        var said = LambdaWorld.printed(world.run(name, late + unknown + telemetry));
        assertEquals(2, said.split("403 Forbidden", -1).length - 1, said);
        assertTrue(said.contains("501 Not Implemented"), said);
    }
}
