package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** A simulator that verifies signatures, and clients with whatever keys. */
final class IamWorld implements AutoCloseable {
    static final String ACCOUNT = "111122223333";

    private static final String NOWHERE = "unix:///nowhere/docker.sock";

    private final Path place;
    private final Path credentials;
    private final AwsCredentials root;
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private SimulatorProcess simulator;

    IamWorld(Path place) throws IOException {
        this.place = place;
        var secret = UUID.randomUUID().toString();
        root = AwsBasicCredentials.create(ACCOUNT, secret);
        credentials = Files.writeString(
                place.resolve("credentials"),
                "[default]\naws_access_key_id = " + ACCOUNT + "\naws_secret_access_key = " + secret + "\n");
        start();
    }

    private void start() throws IOException {
        simulator = SimulatorProcess.start(place.resolve("state"), NOWHERE, "--credentials", credentials.toString());
    }

    void killAndStart() throws IOException, InterruptedException {
        simulator.kill();
        start();
    }

    static String random(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 12);
    }

    static <B extends AwsClientBuilder<B, C>, C> C at(URI endpoint, AwsCredentials who, B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(who))
                .build();
    }

    /** As the account's root user. */
    IamClient iam() {
        return iam(root);
    }

    IamClient iam(AwsCredentials who) {
        return at(simulator.uri(), who, IamClient.builder().httpClient(http));
    }

    StsClient sts() {
        return sts(root);
    }

    StsClient sts(AwsCredentials who) {
        return at(simulator.uri(), who, StsClient.builder().httpClient(http));
    }

    CloudWatchLogsClient logs(AwsCredentials who) {
        return at(simulator.uri(), who, CloudWatchLogsClient.builder().httpClient(http));
    }

    /** Of any other service, as the root user. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        return at(simulator.uri(), root, builder);
    }

    SdkHttpClient http() {
        return http;
    }

    static AwsCredentials of(AccessKey key) {
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    static AwsCredentials of(Credentials session) {
        return AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    }

    /** @return the message */
    static String refused(String code, Executable call) {
        var refused = assertThrows(AwsServiceException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode(), refused::toString);
        return refused.awsErrorDetails().errorMessage();
    }

    static String policy(String effect, String action, String resource) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"%s\"}]}"
                .formatted(effect, action, resource);
    }

    /** @param principal as in {@code {"AWS": "arn"}} */
    static String trust(String principal) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
                + "\"Principal\":" + principal + "}]}";
    }

    @Override
    public void close() throws IOException {
        simulator.close();
        http.close();
    }
}
