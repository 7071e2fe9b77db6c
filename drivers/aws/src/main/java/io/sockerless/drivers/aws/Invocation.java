package io.sockerless.drivers.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.agent.dial.DialSettings;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** One invocation of a function. Its payload is all that the agent is told; its answer comes when the run is over. */
final class Invocation {
    /** How it went, as the service says. */
    sealed interface Outcome {
        /** The agent's answer. */
        record Answered(int code, boolean oom, String error) implements Outcome {}

        /** There is none: the time was over, or the environment broke. */
        record Failed(String message) implements Outcome {}

        /**
         * It was not accepted, or is not known to have been.
         *
         * @param again whether asking again may help
         */
        record Refused(EngineException why, boolean again) implements Outcome {}
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final int CONFLICT = 409;
    private static final int THROTTLED = 429;
    private static final int FAILED = 500;
    /** The service's words begin with the time and the request. */
    private static final Pattern WORDS = Pattern.compile("(?:RequestId: \\S+ Error: |\\S+Z \\S+ )(.*)", Pattern.DOTALL);

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private Invocation() {}

    static Invocation begin(LambdaClients clients, TaskSpec spec, DialSettings settings) {
        Invocation invocation = new Invocation();
        SdkBytes payload = payload(spec, settings);
        Thread.ofVirtual().name("lambda-invocation").start(() -> {
            try {
                invocation.outcome.complete(ask(clients, LambdaFunctions.name(spec.id()), payload));
            } catch (RuntimeException e) {
                invocation.outcome.complete(
                        new Outcome.Refused(EngineException.internal("driver lambda: " + e.getMessage(), e), false));
            }
        });
        return invocation;
    }

    private static SdkBytes payload(TaskSpec spec, DialSettings settings) {
        try {
            return SdkBytes.fromByteArray(
                    JSON.writeValueAsBytes(Map.of("agent", settings.environment(), "env", spec.env())));
        } catch (JsonProcessingException e) {
            throw EngineException.internal("driver lambda: " + e.getMessage(), e);
        }
    }

    private static Outcome ask(LambdaClients clients, String function, SdkBytes payload) {
        try {
            return read(clients.invoking()
                    .invoke(request -> request.functionName(function)
                            .invocationType(InvocationType.REQUEST_RESPONSE)
                            .payload(payload)));
        } catch (AwsServiceException e) {
            int status = e.statusCode();
            return refused(e, status == THROTTLED || status == CONFLICT || status >= FAILED);
        } catch (SdkException e) {
            return refused(e, true);
        }
    }

    private static Outcome refused(SdkException e, boolean again) {
        try {
            return Clients.ask(() -> {
                throw e;
            });
        } catch (EngineException known) {
            return new Outcome.Refused(known, again);
        }
    }

    private static Outcome read(InvokeResponse response) {
        String text = response.payload().asUtf8String();
        JsonNode said;
        try {
            said = JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return new Outcome.Failed("an answer that is no JSON: " + text);
        }
        if (response.functionError() != null) {
            String message = said.path("errorMessage").asText(text);
            Matcher words = WORDS.matcher(message);
            return new Outcome.Failed(words.matches() ? words.group(1) : message);
        }
        if (!said.path("exitCode").isInt()) {
            return new Outcome.Failed("an answer that is not the agent's: " + text);
        }
        return new Outcome.Answered(
                said.path("exitCode").asInt(),
                said.path("oomKilled").asBoolean(),
                said.path("error").asText());
    }

    /** Completes when it is over, or was refused. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }
}
