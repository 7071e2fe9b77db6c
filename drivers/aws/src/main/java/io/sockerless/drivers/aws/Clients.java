package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.AdaptiveRetryStrategy;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.efs.EfsClient;

/** Amazon's own clients. They try again what was throttled or failed on the way, and slow down when they are told to. */
record Clients(EcsClient ecs, EcrClient ecr, EfsClient efs, SdkHttpClient http) implements AutoCloseable {
    private static final int ATTEMPTS = 8;

    /** @throws EngineException INVALID, when region or credentials are nowhere to be found */
    static Clients open() {
        return opened(
                UrlConnectionHttpClient.create(),
                http -> new Clients(
                        patient(EcsClient.builder().httpClient(http)),
                        patient(EcrClient.builder().httpClient(http)),
                        patient(EfsClient.builder().httpClient(http)),
                        http));
    }

    /** @throws EngineException INVALID, when region or credentials are nowhere to be found */
    static <T> T opened(SdkHttpClient http, Function<SdkHttpClient, T> clients) {
        try {
            return clients.apply(http);
        } catch (SdkException e) {
            http.close();
            throw EngineException.invalid("AWS: " + plain(e));
        }
    }

    String region() {
        return ecs.serviceClientConfiguration().region().id();
    }

    static <B extends AwsClientBuilder<B, C>, C> C patient(B builder) {
        return builder.overrideConfiguration(config -> config.retryStrategy(
                        AdaptiveRetryStrategy.builder().maxAttempts(ATTEMPTS).build()))
                .build();
    }

    /** What Amazon refuses, or what does not reach it, as the engine's own exceptions. */
    static <T> T ask(Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            String code = e.awsErrorDetails() == null
                    ? Integer.toString(e.statusCode())
                    : e.awsErrorDetails().errorCode();
            String message = e.awsErrorDetails() == null
                    ? e.getMessage()
                    : e.awsErrorDetails().errorMessage();
            throw new EngineException(kind(e), "AWS: " + code + ": " + message, e);
        } catch (SdkException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, "AWS: " + plain(e), e);
        }
    }

    /** The chains' own words name classes instead of what a user can do. */
    private static String plain(SdkException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("Unable to load region")) {
            return "no region: set AWS_REGION, or region in the profile of AWS_PROFILE";
        }
        if (message.startsWith("Unable to load credentials")) {
            return "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role"
                    + " gives them";
        }
        return message;
    }

    private static ErrorKind kind(AwsServiceException e) {
        if (e.isThrottlingException() || e.statusCode() >= 500) {
            return ErrorKind.UNAVAILABLE;
        }
        return e.statusCode() == 401 || e.statusCode() == 403 ? ErrorKind.FORBIDDEN : ErrorKind.INTERNAL;
    }

    @Override
    public void close() {
        ecs.close();
        ecr.close();
        efs.close();
        http.close();
    }
}
