package io.sockerless.benchmarks.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Executors;

/**
 * Asks a simulated cloud for Amazon's services, with the header of a signed request. The signature is always the same one:
 * neither server verifies it where it was not told of credentials.
 */
final class AwsHttp {
    static final String REGION = "eu-central-1";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newFixedThreadPool(
                    2, work -> Thread.ofPlatform().daemon().unstarted(work)))
            .build();
    private final URI base;

    AwsHttp(URI base) {
        this.base = base;
    }

    URI base() {
        return base;
    }

    private HttpRequest.Builder to(String service, String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("X-Amz-Date", "20261101T000000Z")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=test/20261101/" + REGION + "/" + service
                                + "/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64));
    }

    private byte[] answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(request + " gave " + answer.statusCode() + " " + new String(answer.body()));
        }
        return answer.body();
    }

    /** The protocol of forms and XML. */
    String query(String service, String form) throws IOException, InterruptedException {
        return new String(answer(to(service, "/")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build()));
    }

    /** A subnet of the VPC that there is by default. */
    String subnet() throws IOException, InterruptedException {
        return first("DescribeSubnets", "subnetId");
    }

    /** A security group. */
    String group() throws IOException, InterruptedException {
        return first("DescribeSecurityGroups", "groupId");
    }

    private String first(String operation, String element) throws IOException, InterruptedException {
        return query("ec2", "Action=" + operation + "&Version=2016-11-15")
                .split("<" + element + ">")[1]
                .split("<")[0];
    }

    /** The protocol of JSON 1.1. @param target with its operation */
    byte[] bytes(String service, String target, String body) throws IOException, InterruptedException {
        return answer(to(service, "/")
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", target)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** What is no service of Amazon's. */
    void control(String path, String json) throws IOException, InterruptedException {
        answer(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** Takes back what was posted there. */
    void control(String path) throws IOException, InterruptedException {
        answer(HttpRequest.newBuilder(base.resolve(path)).DELETE().build());
    }

    JsonNode ecs(String operation, String body) throws IOException, InterruptedException {
        return MAPPER.readTree(bytes("ecs", "AmazonEC2ContainerServiceV20141113." + operation, body));
    }

    JsonNode logs(String operation, String body) throws IOException, InterruptedException {
        return MAPPER.readTree(bytes("logs", "Logs_20140328." + operation, body));
    }

    JsonNode ecr(String operation, String body) throws IOException, InterruptedException {
        return MAPPER.readTree(bytes("ecr", "AmazonEC2ContainerRegistry_V20150921." + operation, body));
    }

    void put(String path, byte[] body) throws IOException, InterruptedException {
        answer(to("s3", path)
                .header("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
                .PUT(BodyPublishers.ofByteArray(body))
                .build());
    }

    byte[] get(String path) throws IOException, InterruptedException {
        return answer(to("s3", path)
                .header("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
                .build());
    }
}
