package io.sockerless.features.simulators;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Amazon's own clients, as they are but for the endpoint. */
public record AwsClients(
        EcsClient ecs,
        CloudWatchLogsClient logs,
        StsClient sts,
        S3Client s3,
        EcrClient ecr,
        EventBridgeClient events,
        SsmClient ssm,
        SecretsManagerClient secrets,
        EfsClient efs,
        LambdaClient lambda,
        Ec2Client ec2,
        ServiceDiscoveryClient discovery,
        SdkHttpClient http)
        implements AutoCloseable {
    static AwsClients of(URI endpoint, String accessKey, String secret) {
        var http = UrlConnectionHttpClient.create();
        return new AwsClients(
                at(endpoint, accessKey, secret, EcsClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, CloudWatchLogsClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, StsClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, S3Client.builder().httpClient(http)),
                at(endpoint, accessKey, secret, EcrClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, EventBridgeClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, SsmClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, SecretsManagerClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, EfsClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, LambdaClient.builder().httpClient(http)),
                at(endpoint, accessKey, secret, Ec2Client.builder().httpClient(http)),
                at(endpoint, accessKey, secret, ServiceDiscoveryClient.builder().httpClient(http)),
                http);
    }

    static <B extends AwsClientBuilder<B, C>, C> C at(URI endpoint, String key, String secret, B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.standardStrategyBuilder()
                                .maxAttempts(3)
                                .build())
                        // No name can have a prefix in front of an address.
                        .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))
                .build();
    }

    /** One of the default VPC's, in the first zone. */
    String subnet() {
        return subnet("a");
    }

    /** @param zone the last letter of its name */
    String subnet(String zone) {
        return ec2.describeSubnets(request -> request.filters(
                        Filter.builder().name("default-for-az").values("true").build(),
                        Filter.builder()
                                .name("availability-zone")
                                .values("*" + zone)
                                .build()))
                .subnets()
                .getFirst()
                .subnetId();
    }

    @Override
    public void close() {
        ecs.close();
        logs.close();
        sts.close();
        s3.close();
        ecr.close();
        events.close();
        ssm.close();
        secrets.close();
        efs.close();
        lambda.close();
        ec2.close();
        discovery.close();
        http.close();
    }
}
