package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import java.time.Duration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Amazon's own clients for functions.
 *
 * @param lambda tries again, as {@link Clients} do
 * @param invoking asks once, and waits as long as an invocation may last: what is invoked twice runs twice
 */
record LambdaClients(LambdaClient lambda, LambdaClient invoking, EcrClient ecr, SdkHttpClient http, SdkHttpClient slow)
        implements AutoCloseable {
    private static final Duration MORE = Duration.ofSeconds(30);

    /**
     * @param timeout of invocations
     * @throws EngineException INVALID, when region or credentials are nowhere to be found
     */
    static LambdaClients open(Duration timeout) {
        SdkHttpClient slow = UrlConnectionHttpClient.builder()
                .socketTimeout(timeout.plus(MORE))
                .build();
        return Clients.opened(
                UrlConnectionHttpClient.create(),
                http -> new LambdaClients(
                        Clients.patient(LambdaClient.builder().httpClient(http)),
                        LambdaClient.builder()
                                .httpClient(slow)
                                .overrideConfiguration(
                                        config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                                .build(),
                        Clients.patient(EcrClient.builder().httpClient(http)),
                        http,
                        slow));
    }

    @Override
    public void close() {
        lambda.close();
        invoking.close();
        ecr.close();
        http.close();
        slow.close();
    }
}
