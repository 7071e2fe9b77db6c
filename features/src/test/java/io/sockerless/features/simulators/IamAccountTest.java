package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.IamWorld.policy;
import static io.sockerless.features.simulators.IamWorld.random;
import static io.sockerless.features.simulators.IamWorld.refused;
import static io.sockerless.features.simulators.IamWorld.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.Compatibility;
import software.amazon.awssdk.services.ecs.model.ContainerDefinition;
import software.amazon.awssdk.services.ecs.model.LaunchType;
import software.amazon.awssdk.services.ecs.model.NetworkMode;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ReportStateType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.PackageType;

/** What an account has besides roles and keys. */
class IamAccountTest {
    @TempDir
    static Path place;

    private static IamWorld world;
    private static IamClient iam;

    @BeforeAll
    static void start() throws IOException {
        world = new IamWorld(place);
        iam = world.iam();
    }

    @AfterAll
    static void stop() throws IOException {
        iam.close();
        world.close();
    }

    @Test
    void usersAreRenamedAndKeepWhatTheyHave() {
        var name = random("user");
        var renamed = random("renamed");
        var group = random("group");
        iam.createUser(request -> request.userName(name).path("/a/"));
        iam.createGroup(request -> request.groupName(group));
        iam.addUserToGroup(request -> request.groupName(group).userName(name));
        iam.tagUser(request -> request.userName(name)
                .tags(Tag.builder().key("team").value(group).build()));
        iam.createLoginProfile(request -> request.userName(name).password("Correct-Horse-7"));
        refused(
                "EntityAlreadyExists",
                () -> iam.createLoginProfile(request -> request.userName(name).password("Correct-Horse-8")));
        iam.updateUser(request -> request.userName(name).newUserName(renamed).newPath("/b/"));
        refused("NoSuchEntity", () -> iam.getUser(request -> request.userName(name)));
        assertEquals(
                "arn:aws:iam::" + IamWorld.ACCOUNT + ":user/b/" + renamed,
                iam.getGroup(request -> request.groupName(group))
                        .users()
                        .getFirst()
                        .arn());
        assertEquals(
                group,
                iam.listGroupsForUser(request -> request.userName(renamed))
                        .groups()
                        .getFirst()
                        .groupName());
        assertEquals(
                group,
                iam.listUserTags(request -> request.userName(renamed))
                        .tags()
                        .getFirst()
                        .value());
        assertEquals(
                renamed,
                iam.getLoginProfile(request -> request.userName(renamed))
                        .loginProfile()
                        .userName());
        refused("DeleteConflict", () -> iam.deleteGroup(request -> request.groupName(group)));
        iam.removeUserFromGroup(request -> request.groupName(group).userName(renamed));
        iam.deleteGroup(request -> request.groupName(group));
        refused("DeleteConflict", () -> iam.deleteUser(request -> request.userName(renamed)));
        iam.deleteLoginProfile(request -> request.userName(renamed));
        iam.untagUser(request -> request.userName(renamed).tagKeys("TEAM"));
        assertTrue(iam.listUserTags(request -> request.userName(renamed)).tags().isEmpty());
        iam.deleteUser(request -> request.userName(renamed));
        assertTrue(iam.listUsers(request -> request.pathPrefix("/b/")).users().isEmpty());
    }

    @Test
    void theAccountIsTold() {
        var name = random("group");
        var text = policy("Allow", "sqs:SendMessage", "arn:aws:sqs:*:*:" + name);
        iam.createGroup(request -> request.groupName(name));
        iam.putGroupPolicy(request -> request.groupName(name).policyName("own").policyDocument(text));
        var administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
        iam.attachGroupPolicy(request -> request.groupName(name).policyArn(administrator));
        GroupDetail detail = iam.getAccountAuthorizationDetails().groupDetailList().stream()
                .filter(one -> one.groupName().equals(name))
                .findFirst()
                .orElseThrow();
        assertEquals(
                text, URLDecoder.decode(detail.groupPolicyList().getFirst().policyDocument(), StandardCharsets.UTF_8));
        assertEquals(administrator, detail.attachedManagedPolicies().getFirst().policyArn());
        var alias = random("company");
        iam.createAccountAlias(request -> request.accountAlias(alias));
        assertEquals(List.of(alias), iam.listAccountAliases().accountAliases());
        iam.deleteAccountAlias(request -> request.accountAlias(alias));
        refused("NoSuchEntity", () -> iam.getAccountPasswordPolicy());
        iam.updateAccountPasswordPolicy(
                request -> request.minimumPasswordLength(12).requireSymbols(true));
        assertEquals(12, iam.getAccountPasswordPolicy().passwordPolicy().minimumPasswordLength());
        var user = random("user");
        iam.createUser(request -> request.userName(user));
        refused(
                "PasswordPolicyViolation",
                () -> iam.createLoginProfile(request -> request.userName(user).password("withoutsymbols7")));
        iam.deleteAccountPasswordPolicy();
        refused("ReportNotPresent", () -> iam.getCredentialReport());
        assertEquals(ReportStateType.STARTED, iam.generateCredentialReport().state());
        assertEquals(ReportStateType.COMPLETE, iam.generateCredentialReport().state());
        var report = iam.getCredentialReport().content().asUtf8String();
        assertTrue(report.contains("\n" + user + ",arn:aws:iam::" + IamWorld.ACCOUNT + ":user/" + user + ","), report);
        var linked = iam.createServiceLinkedRole(request -> request.awsServiceName("ecs.amazonaws.com"))
                .role();
        assertEquals("/aws-service-role/ecs.amazonaws.com/", linked.path());
        refused("UnmodifiableEntity", () -> iam.deleteRole(request -> request.roleName(linked.roleName())));
        iam.deleteServiceLinkedRole(request -> request.roleName(linked.roleName()));
        refused("NoSuchEntity", () -> iam.getRole(request -> request.roleName(linked.roleName())));
    }

    private static String refusal(LambdaClient lambda, String role) {
        return assertThrows(
                        LambdaException.class,
                        () -> lambda.createFunction(request -> request.functionName("f")
                                .packageType(PackageType.IMAGE)
                                .role(role)
                                .code(code -> code.imageUri("nowhere/image:1"))))
                .awsErrorDetails()
                .errorMessage();
    }

    /** Where there are roles at all; whoever makes none may name any. */
    @Test
    void servicesActWithRolesThatTrustThem() {
        var arn = "arn:aws:iam::" + IamWorld.ACCOUNT + ":role/";
        var words = "The role defined for the function cannot be assumed by Lambda.";
        try (var lambda = world.client(LambdaClient.builder().httpClient(world.http()));
                var ec2 = world.client(Ec2Client.builder().httpClient(world.http()));
                var ecs = world.client(EcsClient.builder().httpClient(world.http()))) {
            var subnet = ec2.describeSubnets().subnets().getFirst().subnetId();
            assertNotEquals(words, refusal(lambda, arn + "any"));
            iam.createRole(request -> request.roleName("tasks")
                    .assumeRolePolicyDocument(trust("{\"Service\":\"ecs-tasks.amazonaws.com\"}")));
            assertEquals(words, refusal(lambda, arn + "any"));
            assertEquals(words, refusal(lambda, arn + "tasks"));
            iam.createRole(request -> request.roleName("functions")
                    .assumeRolePolicyDocument(trust("{\"Service\":\"lambda.amazonaws.com\"}")));
            assertNotEquals(words, refusal(lambda, arn + "functions"));
            ecs.createCluster(request -> request.clusterName("c"));
            ecs.registerTaskDefinition(request -> request.family("t")
                    .executionRoleArn(arn + "functions")
                    .cpu("256")
                    .memory("512")
                    .networkMode(NetworkMode.AWSVPC)
                    .requiresCompatibilities(Compatibility.FARGATE)
                    .containerDefinitions(ContainerDefinition.builder()
                            .name("one")
                            .image("nowhere/image:1")
                            .build()));
            var denied = refused(
                    "ClientException",
                    () -> ecs.runTask(request -> request.cluster("c")
                            .taskDefinition("t")
                            .launchType(LaunchType.FARGATE)
                            .networkConfiguration(network -> network.awsvpcConfiguration(vpc -> vpc.subnets(subnet)))));
            assertTrue(denied.startsWith("ECS was unable to assume the role '" + arn + "functions'"), denied);
        }
    }
}
