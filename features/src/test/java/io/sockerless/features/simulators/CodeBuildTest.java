package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhaseType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.InvalidInputException;
import software.amazon.awssdk.services.codebuild.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.codebuild.model.ResourceNotFoundException;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;
import software.amazon.awssdk.services.codebuild.model.StatusType;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** CodeBuild: builds are containers that run. */
@Tag("external")
class CodeBuildTest extends CodeBuildScenario {
    @Test
    void phasesRunOneAfterTheOther() {
        aws.ssm()
                .putParameter(request ->
                        request.name("/it/" + nonce).value("param-" + nonce).type(ParameterType.SECURE_STRING));
        aws.secrets().createSecret(request -> request.name("s-" + nonce).secretString("{\"k\":\"it's " + code + "\"}"));
        create("""
                version: 0.2
                env:
                  variables: {COLOR: "blue", SHAPE: "round"}
                  parameter-store: {FROM_STORE: "/it/%1$s"}
                  secrets-manager: {FROM_SECRET: "s-%1$s:k"}
                phases:
                  install:
                    commands:
                      - mkdir deep && cd deep
                      - export MADE=$((%2$d * 3)) QUOTED="it's a \\"$WORD\\""
                  build:
                    commands:
                      - pwd
                      - echo $COLOR $SHAPE $MADE $QUOTED
                      - |
                        for one in $FROM_STORE "$FROM_SECRET"; do
                          echo "has $one"
                        done
                      - echo to stderr >&2
                      - test $CODEBUILD_BUILD_SUCCEEDING = 1 && printf "unfinished $CODEBUILD_BUILD_NUMBER"
                """.formatted(nonce, code));
        var begun = start(request -> request.environmentVariablesOverride(
                variable("SHAPE", "flat"),
                EnvironmentVariable.builder()
                        .name("FROM_STORE")
                        .value("/it/" + nonce)
                        .type(EnvironmentVariableType.PARAMETER_STORE)
                        .build()));
        assertEquals(StatusType.IN_PROGRESS, begun.buildStatus());
        var build = awaited(begun, Build::buildComplete);
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), build::toString);
        assertEquals(
                List.of(
                        "/codebuild/output/src/src/deep",
                        "red flat " + code * 3 + " it's a \"" + nonce + "\"",
                        // The rest of the command itself, which is shown when it is run.
                        "  echo \"has $one\"",
                        "done",
                        "has param-" + nonce,
                        "has it's " + code,
                        "to stderr",
                        "unfinished 1"),
                logged(build));
        assertEquals(
                List.of(
                        "SUBMITTED",
                        "QUEUED",
                        "PROVISIONING",
                        "DOWNLOAD_SOURCE",
                        "INSTALL",
                        "PRE_BUILD",
                        "BUILD",
                        "POST_BUILD",
                        "UPLOAD_ARTIFACTS",
                        "FINALIZING",
                        "COMPLETED"),
                phases(build));
        assertTrue(build.endTime().isAfter(build.startTime()));
        assertRemoved(build);
        assertEquals(
                List.of(build.id()),
                client.listBuildsForProject(request -> request.projectName(project))
                        .ids());
    }

    @Test
    void whatFailsIsToldAndWhatMustFollowFollows() {
        create("""
                version: 0.2
                phases:
                  build:
                    commands: ["set -x; number=1.2.3", "echo $WORD", "exit %d", "echo never"]
                    finally: ["echo at last"]
                  post_build:
                    commands: ["echo then $CODEBUILD_BUILD_SUCCEEDING"]
                """.formatted(code));
        var build = awaited(start(request -> request), Build::buildComplete);
        assertEquals(StatusType.FAILED, build.buildStatus());
        assertEquals(List.of(nonce, "at last", "then 0"), logged(build));
        var failed = phase(build, BuildPhaseType.BUILD);
        assertEquals(StatusType.FAILED, failed.phaseStatus());
        assertEquals("COMMAND_EXECUTION_ERROR", failed.contexts().getFirst().statusCode());
        assertEquals(
                "Error while executing command: exit " + code + ". Reason: exit status " + code,
                failed.contexts().getFirst().message());
        assertEquals(
                StatusType.SUCCEEDED, phase(build, BuildPhaseType.POST_BUILD).phaseStatus());

        var second = awaited(
                start(request -> request.buildspecOverride(
                        "{version: 0.2, phases: {install: {commands: ['false']}, build: {commands: [echo never]}}}")),
                Build::buildComplete);
        assertEquals(StatusType.FAILED, second.buildStatus());
        assertEquals(List.of(), logged(second));
        assertEquals(
                List.of("INSTALL", "FINALIZING", "COMPLETED"), phases(second).subList(4, 7));
        assertEquals(2, second.buildNumber());

        var third = awaited(
                start(request -> request.buildspecOverride("version: 0.2\nphases: {build: {command: [true]}}")),
                Build::buildComplete);
        var download = phase(third, BuildPhaseType.DOWNLOAD_SOURCE);
        assertEquals("YAML_FILE_ERROR", download.contexts().getFirst().statusCode());
        assertTrue(download.contexts().getFirst().message().contains("build: command is unknown"), third::toString);

        var fourth = awaited(start(request -> request.imageOverride("nowhere.invalid/" + nonce)), Build::buildComplete);
        assertEquals(
                StatusType.FAILED, phase(fourth, BuildPhaseType.PROVISIONING).phaseStatus());
    }

    @Test
    void buildsOutliveTheSimulatorAndCanBeStopped() throws Exception {
        create("""
                version: 0.2
                phases:
                  pre_build:
                    commands: ["echo before $WORD"]
                  build:
                    commands: ["sleep 4", "echo after $WORD"]
                """);
        var running =
                awaited(start(request -> request), build -> build.currentPhase().equals("BUILD"));
        restart();
        client.close();
        client = client();
        var build = awaited(running, Build::buildComplete);
        assertEquals(StatusType.SUCCEEDED, build.buildStatus(), build::toString);
        assertEquals(List.of("before " + nonce, "after " + nonce), logged(build));

        var endless = awaited(
                start(
                        request -> request.buildspecOverride(
                                "{version: 0.2, phases: {build: {commands: [sleep 1000]}, post_build: {commands: [echo no]}}}")),
                one -> one.currentPhase().equals("BUILD"));
        client.stopBuild(request -> request.id(endless.id()));
        var stopped = awaited(endless, Build::buildComplete);
        assertEquals(StatusType.STOPPED, stopped.buildStatus());
        assertEquals(StatusType.STOPPED, phase(stopped, BuildPhaseType.BUILD).phaseStatus());
        assertRemoved(stopped);
        assertEquals(
                List.of(stopped.arn()),
                client.batchDeleteBuilds(request -> request.ids(stopped.id())).buildsDeleted());
    }

    @Test
    void whatIsNotSimulatedIsRefused() {
        assertTrue(assertThrows(ResourceNotFoundException.class, () -> start(request -> request))
                .getMessage()
                .contains("Project cannot be found: arn:aws:codebuild:eu-central-1:000000000000:project/" + project));
        create("version: 0.2\nphases: {build: {commands: ['true']}}");
        assertThrows(ResourceAlreadyExistsException.class, () -> create("any"));
        for (var wrong : Map.<UnaryOperator<StartBuildRequest.Builder>, String>of(
                        request -> request.sourceVersion("main"), "A source version needs a source",
                        request -> request.computeTypeOverride("BUILD_LAMBDA_1GB"), "Compute type BUILD_LAMBDA_1GB",
                        request -> request.timeoutInMinutesOverride(4), "greater than or equal to 5")
                .entrySet()) {
            var refused = assertThrows(InvalidInputException.class, () -> start(wrong.getKey()));
            assertTrue(refused.getMessage().contains(wrong.getValue()), refused::getMessage);
        }
        var github = assertThrows(
                InvalidInputException.class,
                () -> client.updateProject(request -> request.name(project)
                        .source(source -> source.type(SourceType.GITHUB).location("https://example.invalid/a.git"))));
        assertTrue(github.getMessage().contains("GITHUB"), github::getMessage);
        client.updateProject(request -> request.name(project).description(nonce));
        var told = client.batchGetProjects(request -> request.names(project)).projects();
        assertEquals(nonce, told.getFirst().description());
        assertEquals(SourceType.NO_SOURCE, told.getFirst().source().type());
        assertTrue(client.listProjects(request -> request.sortBy("CREATED_TIME"))
                .projects()
                .contains(project));
        assertEquals(
                List.of(),
                client.listBuildsForProject(request -> request.projectName(project))
                        .ids());
        client.deleteProject(request -> request.name(project));
        assertEquals(
                List.of(project),
                client.batchGetProjects(request -> request.names(project)).projectsNotFound());
    }
}
