package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.IamWorld.of;
import static io.sockerless.features.simulators.IamWorld.policy;
import static io.sockerless.features.simulators.IamWorld.random;
import static io.sockerless.features.simulators.IamWorld.refused;
import static io.sockerless.features.simulators.IamWorld.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;

/** Users, groups, roles and policies, and what they come to. */
class IamTest {
    private static final String LAMBDA = trust("{\"Service\":\"lambda.amazonaws.com\"}");

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

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Test
    void rolesLiveUntilNothingHangsOnThem() throws Exception {
        var name = random("role");
        var path = "/" + random("team") + "/";
        var made = iam.createRole(request -> request.roleName(name)
                        .path(path)
                        .assumeRolePolicyDocument(LAMBDA)
                        .maxSessionDuration(7200)
                        .tags(Tag.builder().key("owner").value(name).build()))
                .role();
        assertEquals("arn:aws:iam::" + IamWorld.ACCOUNT + ":role" + path + name, made.arn());
        assertTrue(made.roleId().matches("AROA[A-Z2-7]{17}"), made::roleId);
        assertEquals(
                "Role with name " + name + " already exists.",
                refused(
                        "EntityAlreadyExists",
                        () -> iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(LAMBDA))));
        var inline = policy("Allow", "s3:GetObject", "arn:aws:s3:::" + name + "/*");
        iam.putRolePolicy(request -> request.roleName(name).policyName("own").policyDocument(inline));
        var basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
        iam.attachRolePolicy(request -> request.roleName(name).policyArn(basic));
        iam.createInstanceProfile(request -> request.instanceProfileName(name));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(name).roleName(name));
        world.killAndStart();
        iam.close();
        iam = world.iam();
        var again = iam.getRole(request -> request.roleName(name)).role();
        assertEquals(LAMBDA, decoded(again.assumeRolePolicyDocument()));
        assertEquals(7200, again.maxSessionDuration());
        assertEquals(name, again.tags().getFirst().value());
        assertEquals(
                List.of(again.roleId()),
                iam.listRoles(request -> request.pathPrefix(path)).roles().stream()
                        .map(role -> role.roleId())
                        .toList());
        assertEquals(
                inline,
                decoded(iam.getRolePolicy(request -> request.roleName(name).policyName("own"))
                        .policyDocument()));
        assertTrue(
                decoded(iam.getPolicyVersion(request -> request.policyArn(basic).versionId("v1"))
                                .policyVersion()
                                .document())
                        .contains("logs:PutLogEvents"));
        assertEquals(
                name,
                iam.listEntitiesForPolicy(request -> request.policyArn(basic))
                        .policyRoles()
                        .getFirst()
                        .roleName());
        refused("DeleteConflict", () -> iam.deleteRole(request -> request.roleName(name)));
        iam.removeRoleFromInstanceProfile(
                request -> request.instanceProfileName(name).roleName(name));
        iam.deleteInstanceProfile(request -> request.instanceProfileName(name));
        assertEquals(
                "Cannot delete entity, must detach all policies first.",
                refused("DeleteConflict", () -> iam.deleteRole(request -> request.roleName(name))));
        iam.detachRolePolicy(request -> request.roleName(name).policyArn(basic));
        refused("DeleteConflict", () -> iam.deleteRole(request -> request.roleName(name)));
        iam.deleteRolePolicy(request -> request.roleName(name).policyName("own"));
        iam.deleteRole(request -> request.roleName(name));
        assertEquals(
                "The role with name " + name + " cannot be found.",
                refused("NoSuchEntity", () -> iam.getRole(request -> request.roleName(name))));
    }

    @Test
    void keysThatAreMadeHereSign() {
        var name = random("user");
        var user = iam.createUser(request -> request.userName(name)).user();
        var key = iam.createAccessKey(request -> request.userName(name)).accessKey();
        var group = random("group");
        try (var sts = world.sts(of(key));
                var logs = world.logs(of(key));
                var own = world.iam(of(key));
                var wrong = world.sts(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey() + "x"))) {
            var me = sts.getCallerIdentity();
            assertEquals(user.arn(), me.arn());
            assertEquals(user.userId(), me.userId());
            assertEquals(IamWorld.ACCOUNT, me.account());
            assertEquals(name, own.getUser().user().userName());
            logs.createLogGroup(request -> request.logGroupName(group));
            assertTrue(logs.describeLogGroups().logGroups().getFirst().arn().contains(IamWorld.ACCOUNT));
            assertEquals(
                    "logs",
                    iam.getAccessKeyLastUsed(request -> request.accessKeyId(key.accessKeyId()))
                            .accessKeyLastUsed()
                            .serviceName());
            assertEquals(
                    IamWorld.ACCOUNT,
                    sts.getAccessKeyInfo(request -> request.accessKeyId(key.accessKeyId()))
                            .account());
            refused("SignatureDoesNotMatch", wrong::getCallerIdentity);
            iam.updateAccessKey(request ->
                    request.userName(name).accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));
            refused("InvalidClientTokenId", sts::getCallerIdentity);
            refused("DeleteConflict", () -> iam.deleteUser(request -> request.userName(name)));
            iam.deleteAccessKey(request -> request.userName(name).accessKeyId(key.accessKeyId()));
            refused("InvalidClientTokenId", sts::getCallerIdentity);
            iam.deleteUser(request -> request.userName(name));
        }
    }

    private static EvaluationResult asked(String arn, String action, String resource, ContextEntry... context) {
        return iam.simulatePrincipalPolicy(request -> request.policySourceArn(arn)
                        .actionNames(action)
                        .resourceArns(resource)
                        .contextEntries(context))
                .evaluationResults()
                .getFirst();
    }

    @Test
    void policiesAreEvaluated() {
        var name = random("user");
        var arn = iam.createUser(request -> request.userName(name)).user().arn();
        iam.createGroup(request -> request.groupName(name));
        iam.addUserToGroup(request -> request.groupName(name).userName(name));
        iam.putGroupPolicy(request -> request.groupName(name)
                .policyName("home")
                .policyDocument(policy("Allow", "s3:Get*", "arn:aws:s3:::home/${aws:username}/*")));
        var mine = "arn:aws:s3:::home/" + name + "/notes";
        assertEquals(
                PolicyEvaluationDecisionType.ALLOWED,
                asked(arn, "s3:GetObject", mine).evalDecision());
        assertEquals(
                PolicyEvaluationDecisionType.IMPLICIT_DENY,
                asked(arn, "s3:PutObject", mine).evalDecision());
        assertEquals(
                PolicyEvaluationDecisionType.IMPLICIT_DENY,
                asked(arn, "s3:GetObject", "arn:aws:s3:::home/other/notes").evalDecision());
        iam.putUserPolicy(request -> request.userName(name)
                .policyName("away")
                .policyDocument(
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\","
                                + "\"Condition\":{\"NotIpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}}}"));
        var here = ContextEntry.builder()
                .contextKeyName("aws:SourceIp")
                .contextKeyType(ContextKeyTypeEnum.IP)
                .contextKeyValues("203.0.113.77")
                .build();
        var elsewhere = here.toBuilder().contextKeyValues("198.51.100.1").build();
        assertEquals(
                PolicyEvaluationDecisionType.ALLOWED,
                asked(arn, "s3:GetObject", mine, here).evalDecision());
        var denied = asked(arn, "s3:GetObject", mine, elsewhere);
        assertEquals(PolicyEvaluationDecisionType.EXPLICIT_DENY, denied.evalDecision());
        assertEquals(
                "user_" + name + "_away", denied.matchedStatements().getFirst().sourcePolicyId());
        iam.putUserPermissionsBoundary(request -> request.userName(name)
                .permissionsBoundary("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"));
        var bounded = asked(arn, "s3:GetObject", mine, here);
        assertEquals(PolicyEvaluationDecisionType.IMPLICIT_DENY, bounded.evalDecision());
        assertFalse(bounded.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary());
        // What Amazon's policy says is not known here, so nothing is said either.
        iam.attachUserPolicy(request -> request.userName(name).policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        refused("PolicyEvaluation", () -> asked(arn, "s3:GetObject", mine, here));
        var custom = iam.simulateCustomPolicy(request -> request.policyInputList(
                                policy("Allow", "sqs:*", "*"), policy("Deny", "sqs:DeleteQueue", "*"))
                        .actionNames("sqs:SendMessage", "sqs:DeleteQueue"))
                .evaluationResults();
        assertEquals(
                List.of("explicitDeny", "allowed"),
                custom.stream().map(EvaluationResult::evalDecisionAsString).toList());
        refused(
                "ValidationError",
                () -> iam.simulateCustomPolicy(request -> request.policyInputList(policy("Allow", "sqs:*", "*"))
                        .actionNames("sqs:SendMessage")
                        .resourcePolicy(policy("Deny", "*", "*"))));
    }

    @Test
    void managedPoliciesHaveVersionsAndLists() {
        var prefix = "/" + random("path") + "/";
        var names = new TreeSet<String>();
        for (var i = 0; i < 5; i++) {
            var name = random("policy");
            names.add(name);
            iam.createPolicy(request -> request.policyName(name)
                    .path(prefix)
                    .policyDocument(policy("Allow", "s3:GetObject", "arn:aws:s3:::" + name + "/*")));
        }
        var pages = iam.listPoliciesPaginator(request ->
                request.scope(PolicyScopeType.LOCAL).pathPrefix(prefix).maxItems(2));
        assertEquals(3, pages.stream().count());
        assertEquals(
                List.copyOf(names),
                pages.policies().stream().map(policy -> policy.policyName()).toList());
        var arn = "arn:aws:iam::" + IamWorld.ACCOUNT + ":policy" + prefix + names.first();
        var second = policy("Deny", "s3:*", "arn:aws:s3:::" + names.first());
        assertEquals(
                "v2",
                iam.createPolicyVersion(request ->
                                request.policyArn(arn).policyDocument(second).setAsDefault(true))
                        .policyVersion()
                        .versionId());
        assertEquals(
                "v2", iam.getPolicy(request -> request.policyArn(arn)).policy().defaultVersionId());
        assertEquals(
                second,
                decoded(iam.getPolicyVersion(request -> request.policyArn(arn).versionId("v2"))
                        .policyVersion()
                        .document()));
        assertEquals(
                "Cannot delete the default version of a policy.",
                refused(
                        "DeleteConflict",
                        () -> iam.deletePolicyVersion(
                                request -> request.policyArn(arn).versionId("v2"))));
        refused("DeleteConflict", () -> iam.deletePolicy(request -> request.policyArn(arn)));
        iam.deletePolicyVersion(request -> request.policyArn(arn).versionId("v1"));
        iam.deletePolicy(request -> request.policyArn(arn));
        refused("NoSuchEntity", () -> iam.getPolicy(request -> request.policyArn(arn)));
        assertEquals(
                "Syntax errors in policy.",
                refused(
                        "MalformedPolicyDocument",
                        () -> iam.createPolicy(
                                request -> request.policyName("bad").policyDocument("{\"Version\":\"2012-10-17\"}"))));
        assertEquals(4, iam.getAccountSummary().summaryMapAsStrings().get("Policies"));
    }
}
