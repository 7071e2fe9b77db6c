package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;

/** A CodeBuild whose builds are containers, and a project of each test's own. */
abstract class CodeBuildScenario extends EcsScenario {
    CodeBuildClient client;
    String project;

    @BeforeEach
    void connect() {
        project = "p-" + nonce;
        client = client();
    }

    CodeBuildClient client() {
        return AwsClients.at(
                simulator.uri(),
                "test",
                "test",
                CodeBuildClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()));
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    void create(String spec) {
        client.createProject(request -> request.name(project)
                .source(source -> source.type(SourceType.NO_SOURCE).buildspec(spec))
                .artifacts(artifacts -> artifacts.type(ArtifactsType.NO_ARTIFACTS))
                .environment(environment -> environment
                        .type(EnvironmentType.LINUX_CONTAINER)
                        .image("busybox")
                        .computeType(ComputeType.BUILD_GENERAL1_SMALL)
                        .environmentVariables(variable("COLOR", "red"), variable("WORD", nonce)))
                .serviceRole("arn:aws:iam::000000000000:role/build"));
    }

    static EnvironmentVariable variable(String name, String value) {
        return EnvironmentVariable.builder().name(name).value(value).build();
    }

    Build start(UnaryOperator<StartBuildRequest.Builder> more) {
        return client.startBuild(more.apply(StartBuildRequest.builder().projectName(project))
                        .build())
                .build();
    }

    Build get(String id) {
        var found = client.batchGetBuilds(request -> request.ids(id, "none:" + nonce));
        assertEquals(List.of("none:" + nonce), found.buildsNotFound());
        return found.builds().getFirst();
    }

    Build awaited(Build build, Predicate<Build> state) {
        var until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (var now = get(build.id()); ; now = get(build.id())) {
            if (state.test(now)) {
                return now;
            }
            assertTrue(System.nanoTime() < until, now::toString);
            pause();
        }
    }

    /** A build is over before its container goes: what is durable is never run again. */
    void assertRemoved(Build build) {
        var until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!atEngine(build.id().replace(':', '-')).isEmpty()) {
            assertTrue(System.nanoTime() < until, build::toString);
            pause();
        }
    }

    List<String> logged(Build build) {
        return aws
                .logs()
                .getLogEventsPaginator(
                        request -> request.logGroupName(build.logs().groupName())
                                .logStreamName(build.logs().streamName())
                                .startFromHead(true))
                .events()
                .stream()
                .map(OutputLogEvent::message)
                .filter(line -> !line.startsWith("[Container] ") && !line.startsWith("+"))
                .toList();
    }

    static BuildPhase phase(Build build, BuildPhaseType type) {
        return build.phases().stream()
                .filter(one -> one.phaseType() == type)
                .findFirst()
                .orElseThrow(() -> new AssertionError(build.toString()));
    }

    static List<String> phases(Build build) {
        return build.phases().stream().map(BuildPhase::phaseTypeAsString).toList();
    }
}
