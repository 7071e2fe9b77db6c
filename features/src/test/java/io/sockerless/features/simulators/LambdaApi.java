package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** The tests of what else may be asked about functions, in the world of {@link LambdaTest}. */
interface LambdaApi {
    LambdaWorld world();

    String nonce();

    private String name() {
        return "a-" + nonce();
    }

    @Test
    default void versionsStayAndAliasesMove() {
        var lambda = world().aws().lambda();
        world().shell(name(), request -> request.environment(one -> one.variables(Map.of("OWN", "first " + nonce()))));
        var first =
                lambda.publishVersion(request -> request.functionName(name()).description("one"));
        assertEquals("1", first.version());
        assertTrue(first.functionArn().endsWith(":" + name() + ":1"), first.functionArn());
        assertEquals(
                "1",
                lambda.publishVersion(request -> request.functionName(name())).version());
        lambda.updateFunctionConfiguration(request ->
                request.functionName(name()).environment(one -> one.variables(Map.of("OWN", "second " + nonce()))));
        assertEquals(
                "2",
                lambda.publishVersion(request -> request.functionName(name())).version());
        lambda.createAlias(request -> request.functionName(name()).name("live").functionVersion("1"));
        var own = LambdaWorld.event("echo $OWN $AWS_LAMBDA_FUNCTION_VERSION");
        var one = world().invoke(name(), own, request -> request.qualifier("live"));
        assertEquals("first " + nonce() + " 1", LambdaWorld.printed(one));
        assertEquals("1", one.executedVersion());
        lambda.updateAlias(request -> request.functionName(name()).name("live").functionVersion("2"));
        var two = world().invoke(name() + ":live", own, request -> request);
        assertEquals("second " + nonce() + " 2", LambdaWorld.printed(two));
        assertEquals(
                List.of("$LATEST", "1", "2"),
                lambda
                        .listVersionsByFunctionPaginator(
                                request -> request.functionName(name()).maxItems(1))
                        .versions()
                        .stream()
                        .map(version -> version.version())
                        .toList());
        assertEquals(
                "2",
                lambda.getAlias(request -> request.functionName(name()).name("live"))
                        .functionVersion());
        assertEquals(
                1,
                lambda.listAliases(request -> request.functionName(name()))
                        .aliases()
                        .size());
        assertThrows(
                ResourceConflictException.class,
                () -> lambda.deleteFunction(
                        request -> request.functionName(name()).qualifier("2")));
        lambda.deleteAlias(request -> request.functionName(name()).name("live"));
        lambda.deleteFunction(request -> request.functionName(name()).qualifier("2"));
        assertEquals(
                "3",
                lambda.publishVersion(request -> request.functionName(name())).version());
        lambda.deleteFunction(request -> request.functionName(name()));
        var gone = assertThrows(ResourceNotFoundException.class, () -> world().run(name(), "true"));
        assertEquals(
                "Function not found: arn:aws:lambda:eu-central-1:000000000000:function:" + name(),
                gone.awsErrorDetails().errorMessage());
    }

    @Test
    default void anotherFunctionIsToldOfWhatFailed() {
        var lambda = world().aws().lambda();
        world().shell(name(), request -> request);
        var witness =
                world().shell(name() + "-w", request -> request.environment(one -> one.variables(Map.of("TELL", "1"))));
        lambda.putFunctionEventInvokeConfig(
                request -> request.functionName(name()).maximumRetryAttempts(1));
        lambda.updateFunctionEventInvokeConfig(request -> request.functionName(name())
                .maximumRetryAttempts(0)
                .destinationConfig(to -> to.onFailure(one -> one.destination(witness.functionArn()))));
        var found = lambda.getFunctionEventInvokeConfig(request -> request.functionName(name()));
        assertEquals(0, found.maximumRetryAttempts());
        assertEquals(
                witness.functionArn(), found.destinationConfig().onFailure().destination());
        world().invoke(
                        name(),
                        LambdaWorld.event("failure='{\"errorMessage\":\"" + nonce() + "\"}'"),
                        request -> request.invocationType("Event").logType((String) null));
        while (world().logged(name() + "-w").stream().noneMatch(line -> line.contains(nonce()))) {
            Thread.onSpinWait();
        }
        var told = world().logged(name() + "-w").stream()
                .filter(line -> line.contains(nonce()))
                .findFirst()
                .orElseThrow();
        assertTrue(told.contains("\"condition\":\"RetriesExhausted\",\"approximateInvokeCount\":1}"), told);
        assertTrue(told.contains("\"responsePayload\":{\"errorMessage\":\"" + nonce() + "\"}"), told);
        assertEquals(
                1,
                lambda.listFunctionEventInvokeConfigs(request -> request.functionName(name()))
                        .functionEventInvokeConfigs()
                        .size());
        lambda.deleteFunctionEventInvokeConfig(request -> request.functionName(name()));
        assertThrows(
                ResourceNotFoundException.class,
                () -> lambda.getFunctionEventInvokeConfig(request -> request.functionName(name())));
    }

    @Test
    default void noMoreRunThanAreReserved() throws Exception {
        var lambda = world().aws().lambda();
        world().shell(name(), request -> request);
        lambda.putFunctionConcurrency(request -> request.functionName(name()).reservedConcurrentExecutions(1));
        assertEquals(
                1,
                lambda.getFunctionConcurrency(request -> request.functionName(name()))
                        .reservedConcurrentExecutions());
        assertEquals(999, lambda.getAccountSettings().accountLimit().unreservedConcurrentExecutions());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = threads.submit(() -> world().run(name(), "echo up >&2; " + LambdaWorld.waiting(nonce())));
            while (!world().logged(name()).contains("up\n")) {
                Thread.onSpinWait();
            }
            var refused = assertThrows(TooManyRequestsException.class, () -> world().run(name(), "true"));
            assertEquals(429, refused.statusCode());
            assertEquals("ReservedFunctionConcurrentInvocationLimitExceeded", refused.reasonAsString());
            world().letGo(nonce());
            assertNull(running.get().functionError());
        }
        lambda.deleteFunctionConcurrency(request -> request.functionName(name()));
        var most = assertThrows(
                InvalidParameterValueException.class,
                () -> lambda.putFunctionConcurrency(
                        request -> request.functionName(name()).reservedConcurrentExecutions(901)));
        assertTrue(most.getMessage().contains("below its minimum value of [100]"), most::toString);
        assertEquals("1", LambdaWorld.printed(world().run(name(), "echo 1")));
    }

    @Test
    default void whatIsAskedIsKeptOrRefused() {
        var lambda = world().aws().lambda();
        var arn = world().create(name(), request -> request).functionArn();
        lambda.tagResource(request -> request.resource(arn).tags(Map.of("a", nonce(), "b", "2")));
        lambda.untagResource(request -> request.resource(arn).tagKeys("b"));
        assertEquals(
                Map.of("a", nonce()),
                lambda.listTags(request -> request.resource(arn)).tags());
        lambda.addPermission(request -> request.functionName(name())
                .statementId("s3")
                .action("lambda:InvokeFunction")
                .principal("s3.amazonaws.com")
                .sourceArn("arn:aws:s3:::" + nonce()));
        assertTrue(lambda.getPolicy(request -> request.functionName(name()))
                .policy()
                .contains(nonce()));
        lambda.removePermission(request -> request.functionName(name()).statementId("s3"));
        assertThrows(ResourceNotFoundException.class, () -> lambda.getPolicy(request -> request.functionName(name())));
        var updated = lambda.updateFunctionCode(
                request -> request.functionName(name()).imageUri("busybox"));
        assertNotEquals("", updated.codeSha256());
        assertEquals(
                "busybox",
                lambda.getFunction(request -> request.functionName(name()))
                        .code()
                        .imageUri());
        world().create(name() + "-2", request -> request);
        var names = lambda.listFunctionsPaginator(request -> request.maxItems(1)).functions().stream()
                .map(FunctionConfiguration::functionName)
                .toList();
        assertTrue(names.containsAll(List.of(name(), name() + "-2")), names::toString);
        assertThrows(ResourceConflictException.class, () -> world().create(name(), request -> request));
        var memory =
                assertThrows(LambdaException.class, () -> world().create("m", request -> request.memorySize(20_000)));
        assertEquals("ValidationException", memory.awsErrorDetails().errorCode());
        var image = assertThrows(
                InvalidParameterValueException.class,
                () -> world().create(
                                "i", request -> request.code(code -> code.imageUri("localhost:1/none:" + nonce()))));
        assertTrue(image.getMessage().startsWith("Source image localhost:1/none:" + nonce() + " does not exist."));
        var subnets = assertThrows(
                InvalidParameterValueException.class,
                () -> world().create("v", request -> request.vpcConfig(vpc -> vpc.subnetIds("subnet-1"))));
        assertEquals("VpcConfig is not simulated.", subnets.awsErrorDetails().errorMessage());
        var provisioned = assertThrows(
                LambdaException.class,
                () -> lambda.getProvisionedConcurrencyConfig(
                        request -> request.functionName(name()).qualifier("1")));
        assertEquals("UnknownOperationException", provisioned.awsErrorDetails().errorCode());
        assertEquals(
                "lambda:GetProvisionedConcurrencyConfig is not simulated.",
                provisioned.awsErrorDetails().errorMessage());
        assertEquals(
                "",
                lambda.getFunctionCodeSigningConfig(request -> request.functionName(name()))
                        .codeSigningConfigArn());
        assertEquals(
                List.of(),
                lambda.listEventSourceMappings(request -> request.functionName(name()))
                        .eventSourceMappings());
        assertEquals(
                20,
                lambda.getFunctionConfiguration(request -> request.functionName(name() + "-2"))
                        .timeout());
    }
}
