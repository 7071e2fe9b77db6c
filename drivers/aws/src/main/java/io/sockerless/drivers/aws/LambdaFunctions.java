package io.sockerless.drivers.aws;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.lambda.model.Architecture;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.State;

/** The functions of containers: one for each, from its creation to its removal, named after its id. */
record LambdaFunctions(LambdaConfig config, LambdaClients clients, String daemon) {
    static final String DAEMON_TAG = "io.sockerless.daemon";

    private static final int ID = 40;
    private static final int LONGEST_TAG = 256;
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    static String name(String container) {
        return "sockerless-" + container.substring(0, ID);
    }

    /** Makes a container's function; one that is there was made by a request that was never answered. */
    void create(TaskSpec spec, String image) {
        CreateFunctionRequest.Builder request = CreateFunctionRequest.builder()
                .functionName(name(spec.id()))
                .role(config.role())
                .packageType(PackageType.IMAGE)
                .code(code -> code.imageUri(image))
                .imageConfig(entry -> entry.entryPoint(AgentLayer.PROGRAM, "lambda"))
                .architectures(config.architecture().equals("arm64") ? Architecture.ARM64 : Architecture.X86_64)
                .timeout((int) config.timeout().toSeconds())
                .memorySize(LambdaValidation.memory(spec.host(), config))
                .ephemeralStorage(storage -> storage.size(config.storage()))
                .tags(tags(spec));
        if (!config.logGroup().isEmpty()) {
            request.loggingConfig(logging -> logging.logGroup(config.logGroup()));
        }
        if (!config.subnets().isEmpty()) {
            request.vpcConfig(vpc -> vpc.subnetIds(config.subnets()).securityGroupIds(config.securityGroups()));
        }
        Clients.ask(() -> {
            try {
                return clients.lambda().createFunction(request.build());
            } catch (ResourceConflictException _) {
                return null;
            }
        });
    }

    private Map<String, String> tags(TaskSpec spec) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(DAEMON_TAG, daemon);
        tags.put(TaskTags.CONTAINER, spec.id());
        tags.put(TaskTags.NAME, spec.name().substring(0, Math.min(spec.name().length(), LONGEST_TAG)));
        return tags;
    }

    /**
     * Gives a function the memory that its container has by now, and waits until it can be invoked.
     *
     * @throws EngineException UNAVAILABLE, with the reason, when it cannot
     */
    void ready(TaskSpec spec) {
        int wanted = LambdaValidation.memory(spec.host(), config);
        if (awaitActive(spec.id()).memorySize() != wanted) {
            Clients.ask(() -> clients.lambda()
                    .updateFunctionConfiguration(
                            request -> request.functionName(name(spec.id())).memorySize(wanted)));
            FunctionConfiguration now = awaitActive(spec.id());
            if (now.memorySize() != wanted) {
                throw new EngineException(
                        ErrorKind.UNAVAILABLE,
                        "driver lambda: function " + now.functionName() + " still has " + now.memorySize() + " MB, not "
                                + wanted + ": " + now.lastUpdateStatusReason());
            }
        }
    }

    private FunctionConfiguration awaitActive(String container) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            FunctionConfiguration now = Clients.ask(() -> clients.lambda()
                    .getFunction(request -> request.functionName(name(container)))
                    .configuration());
            // A function that nobody has invoked for weeks is made ready by the next invocation.
            boolean active = now.state() == State.ACTIVE || now.state() == State.INACTIVE;
            boolean changing = now.lastUpdateStatus() == LastUpdateStatus.IN_PROGRESS;
            if (active && !changing) {
                return now;
            }
            if (!active && now.state() != State.PENDING || System.nanoTime() > end) {
                throw new EngineException(
                        ErrorKind.UNAVAILABLE,
                        "driver lambda: function " + now.functionName() + " is " + now.stateAsString() + ": "
                                + now.stateReason());
            }
            pause("it ran", container);
        }
    }

    /**
     * Idempotent. An invocation that is on goes on, and is told by its agent's gateway that nobody wants it.
     *
     * @param madeBy until when the function may still come to be: by a request whose daemon was killed before the answer
     */
    void delete(String container, Instant madeBy) {
        boolean gone = deleted(container);
        while (!gone && Instant.now().isBefore(madeBy)) {
            pause("it was removed", container);
            gone = deleted(container);
        }
    }

    /** @return whether there was one */
    private boolean deleted(String container) {
        return Clients.ask(() -> {
            try {
                clients.lambda().deleteFunction(request -> request.functionName(name(container)));
                return true;
            } catch (ResourceNotFoundException _) {
                return false;
            }
        });
    }

    private static void pause(String before, String container) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(
                    ErrorKind.UNAVAILABLE, "driver lambda: " + name(container) + ": interrupted before " + before, e);
        }
    }
}
