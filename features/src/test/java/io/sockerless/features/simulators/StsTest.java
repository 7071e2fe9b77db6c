package io.sockerless.features.simulators;

import static io.sockerless.features.simulators.IamWorld.of;
import static io.sockerless.features.simulators.IamWorld.policy;
import static io.sockerless.features.simulators.IamWorld.random;
import static io.sockerless.features.simulators.IamWorld.refused;
import static io.sockerless.features.simulators.IamWorld.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.simulators.aws.AwsSimulator;
import io.sockerless.simulators.kernel.Cloud;
import io.sockerless.simulators.kernel.Simulator;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Credentials for a while, and whose they are. */
class StsTest {
    @TempDir
    Path place;

    @Test
    void rolesAreAssumedByThoseWhomTheyTrust() throws Exception {
        try (var world = new IamWorld(place);
                var iam = world.iam()) {
            var name = random("user");
            var user = iam.createUser(request -> request.userName(name)).user();
            var key = iam.createAccessKey(request -> request.userName(name)).accessKey();
            var other = random("other");
            iam.createUser(request -> request.userName(other));
            var others = iam.createAccessKey(request -> request.userName(other)).accessKey();
            var role = iam.createRole(request -> request.roleName(name)
                            .path("/deep/")
                            .assumeRolePolicyDocument(trust("{\"AWS\":\"" + user.arn() + "\"}")))
                    .role();
            var session = "arn:aws:sts::" + IamWorld.ACCOUNT + ":assumed-role/" + name + "/build-7";
            try (var sts = world.sts(of(key));
                    var theirs = world.sts(of(others))) {
                var credentials = sts.assumeRole(
                                request -> request.roleArn(role.arn()).roleSessionName("build-7"))
                        .credentials();
                try (var within = world.sts(of(credentials));
                        var tokenless = world.sts(
                                AwsBasicCredentials.create(credentials.accessKeyId(), credentials.secretAccessKey()))) {
                    assertEquals(session, within.getCallerIdentity().arn());
                    assertEquals(
                            role.roleId() + ":build-7",
                            within.getCallerIdentity().userId());
                    refused("InvalidClientTokenId", tokenless::getCallerIdentity);
                    refused("AccessDenied", () -> within.getSessionToken());
                }
                var denied = refused(
                        "AccessDenied",
                        () -> theirs.assumeRole(
                                request -> request.roleArn(role.arn()).roleSessionName("build-8")));
                assertTrue(denied.contains(other) && denied.endsWith(role.arn()), denied);
                // The account as a whole leaves it to its users' policies.
                iam.updateAssumeRolePolicy(request ->
                        request.roleName(name).policyDocument(trust("{\"AWS\":\"" + IamWorld.ACCOUNT + "\"}")));
                refused(
                        "AccessDenied",
                        () -> theirs.assumeRole(
                                request -> request.roleArn(role.arn()).roleSessionName("build-9")));
                iam.putUserPolicy(request -> request.userName(other)
                        .policyName("assume")
                        .policyDocument(policy("Allow", "sts:AssumeRole", role.arn())));
                theirs.assumeRole(request -> request.roleArn(role.arn()).roleSessionName("build-9"));
                refused(
                        "ValidationError",
                        () -> theirs.assumeRole(request -> request.roleArn(role.arn())
                                .roleSessionName("long")
                                .durationSeconds(7200)));
                refused(
                        "AccessDenied",
                        () -> sts.assumeRole(
                                request -> request.roleArn(role.arn() + "-none").roleSessionName("nobody")));
                refused(
                        "InvalidAuthorizationMessageException",
                        () -> sts.decodeAuthorizationMessage(request -> request.encodedMessage("none")));
                var own = sts.getSessionToken().credentials();
                var federated = sts.getFederationToken(request -> request.name("Bob"));
                world.killAndStart();
                try (var after = world.sts(of(own));
                        var bob = world.sts(of(federated.credentials()))) {
                    assertEquals(user.arn(), after.getCallerIdentity().arn());
                    assertEquals(
                            "arn:aws:sts::" + IamWorld.ACCOUNT + ":federated-user/Bob",
                            bob.getCallerIdentity().arn());
                }
            }
        }
    }

    /** With a clock of ours, and everybody believed. */
    @Test
    void sessionsExpire() {
        var now = new AtomicReference<>(Instant.now());
        InstantSource source = now::get;
        var state = State.open(place);
        Function<State, Cloud> cloud = opened -> new AwsSimulator(
                opened,
                DockerEngine.at("unix:///nowhere/docker.sock"),
                Optional.empty(),
                source.withZone(ZoneOffset.UTC));
        try (var simulator = Simulator.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), state, cloud);
                var http = UrlConnectionHttpClient.create()) {
            var uri = URI.create(simulator.url());
            var anybody = AwsBasicCredentials.create("anybody", "anything");
            try (var sts = IamWorld.at(uri, anybody, StsClient.builder().httpClient(http))) {
                var session = sts.getSessionToken(request -> request.durationSeconds(900))
                        .credentials();
                assertEquals(
                        now.get().getEpochSecond() + 900, session.expiration().getEpochSecond());
                try (var within =
                        IamWorld.at(uri, of(session), StsClient.builder().httpClient(http))) {
                    now.updateAndGet(time -> time.plusSeconds(899));
                    within.getCallerIdentity();
                    now.updateAndGet(time -> time.plusSeconds(2));
                    refused("ExpiredToken", within::getCallerIdentity);
                }
            }
        }
    }
}
