package io.sockerless.features.simulators;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.model.ClientException;
import software.amazon.awssdk.services.ecs.model.Task;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** Roles of tasks and functions: what runs gets credentials that are really those of its role, with verified signatures. */
@Tag("external")
class EcsTaskRoleTest {
    private static final String ASK = """
            wget -q -O - http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI; echo
            wget -q -O - $ECS_CONTAINER_METADATA_URI_V4; echo
            wget -q -O - $ECS_CONTAINER_METADATA_URI_V4/task; echo
            wget -O - http://169.254.170.2/v2/credentials/%s 2>&1 | grep HTTP/
            """;

    @TempDir
    static Path place;

    private static LambdaWorld world;

    private final String nonce = UUID.randomUUID().toString();
    private final String role = "r-" + nonce;

    @BeforeAll
    static void start() throws Exception {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> {
            System.out.println("ECS TASK ROLE SKIPPED: " + why);
            assumeTrue(false, why);
        });
        world = new LambdaWorld(place, "word");
        var allowed = place.resolve("credentials");
        Files.writeString(allowed, "[default]\naws_access_key_id = test\naws_secret_access_key = test\n");
        world.replace("--credentials", allowed.toString());
    }

    @AfterAll
    static void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    /** @return its ARN */
    private String role(String service) {
        try (var iam = AwsClients.at(
                world.uri(),
                "test",
                "test",
                IamClient.builder().httpClient(world.aws().http()))) {
            return iam.createRole(request -> request.roleName(role)
                            .assumeRolePolicyDocument(
                                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                            + "\"Principal\":{\"Service\":\"" + service
                                            + "\"},\"Action\":\"sts:AssumeRole\"}]}"))
                    .role()
                    .arn();
        }
    }

    private static String identity(String key, String secret, String token) {
        try (var sts = StsClient.builder()
                .httpClient(world.aws().http())
                .endpointOverride(world.uri())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(key, secret, token)))
                .build()) {
            return sts.getCallerIdentity().arn();
        }
    }

    private String assumed(String session) {
        return "arn:aws:sts::000000000000:assumed-role/" + role + "/" + session;
    }

    /** What a container of a task with the role was told. */
    private void check(EcsWorld ecs, Task task, String container) {
        List<String> logged =
                ecs.logged("it/" + container + "/" + task.taskArn().replaceFirst(".*/", ""));
        assertEquals(4, logged.size(), logged::toString);
        JsonNode told = Json.parse(logged.getFirst().getBytes(UTF_8));
        var key = told.path("AccessKeyId").asText();
        var token = told.path("Token").asText();
        var id = task.taskArn().replaceFirst(".*/", "");
        assertEquals(assumed(id), identity(key, told.path("SecretAccessKey").asText(), token));
        assertTrue(told.path("RoleArn").asText().endsWith(":role/" + role), told::toString);
        assertThrows(StsException.class, () -> identity(key, nonce, token));
        assertEquals(
                container,
                Json.parse(logged.get(1).getBytes(UTF_8)).path("Name").asText());
        JsonNode all = Json.parse(logged.get(2).getBytes(UTF_8));
        assertEquals(task.taskArn(), all.path("TaskARN").asText());
        assertEquals(
                ecs.described(task).containers().size(), all.path("Containers").size());
        assertTrue(logged.get(3).contains("400 Bad Request"), logged.get(3));
    }

    @Test
    void tasksHaveTheCredentialsOfTheirRole() {
        var ecs = EcsWorld.make(world.aws(), nonce);
        var arn = role("ecs-tasks.amazonaws.com");
        var script = ASK.formatted(nonce);
        var alone = ecs.run(ecs.register(
                "alone-" + nonce,
                request -> request.taskRoleArn(arn),
                ecs.script("one", script).build()));
        var both = ecs.run(ecs.register(
                "both-" + nonce,
                request -> request.taskRoleArn(arn),
                ecs.script("first", script).essential(false).build(),
                ecs.script("second", script + "sleep 1").build()));
        assertEquals(0, ecs.stopped(alone).containers().getFirst().exitCode());
        ecs.stopped(both);
        check(ecs, alone, "one");
        check(ecs, both, "first");
        check(ecs, both, "second");
    }

    @Test
    void aRoleThatTasksCannotHaveIsRefused() {
        var ecs = EcsWorld.make(world.aws(), nonce);
        var arn = role("lambda.amazonaws.com");
        for (var named : List.of(arn, arn + "-none")) {
            var definition = ecs.register(
                    "refused-" + nonce,
                    request -> request.taskRoleArn(named),
                    ecs.script("one", "exit 3").build());
            var refused = assertThrows(ClientException.class, () -> ecs.run(definition));
            assertTrue(
                    refused.awsErrorDetails()
                            .errorMessage()
                            .startsWith("ECS was unable to assume the role '" + named + "'"),
                    refused::toString);
        }
    }

    @Test
    void functionsHaveTheCredentialsOfTheirRole() {
        var arn = role("lambda.amazonaws.com");
        world.shell("f-" + nonce, request -> request.role(arn));
        var said = LambdaWorld.printed(
                        world.run("f-" + nonce, "echo $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN"))
                .split(" ");
        assertEquals(assumed("f-" + nonce), identity(said[0], said[1], said[2]));
        assertThrows(StsException.class, () -> identity(said[0], nonce, said[2]));
    }
}
