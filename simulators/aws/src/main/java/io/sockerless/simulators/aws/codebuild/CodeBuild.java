package io.sockerless.simulators.aws.codebuild;

import io.sockerless.simulators.aws.containers.Engine;
import io.sockerless.simulators.aws.ecs.Pulls;
import io.sockerless.simulators.aws.logs.CloudWatchLogs;
import io.sockerless.simulators.aws.s3.S3;
import io.sockerless.simulators.aws.secrets.SecretsManager;
import io.sockerless.simulators.aws.ssm.Ssm;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** CodeBuild: projects whose builds are containers, and what these print in CloudWatch Logs. */
public final class CodeBuild {
    private final Documents<Project> projects;
    private final Documents<Build> builds;
    private final BuildRuns runs;
    private final Roles roles;
    private final Clock clock;

    public CodeBuild(
            State state,
            CloudWatchLogs logs,
            Pulls pulls,
            Ssm parameters,
            SecretsManager secrets,
            S3 s3,
            Roles roles,
            DockerEngine engine,
            Clock clock) {
        this.roles = roles;
        this.clock = clock;
        projects = state.documents("codebuild-project", Project.class, Project::arn);
        builds = state.documents("codebuild-build", Build.class, Build::arn);
        runs = new BuildRuns(new RunMeans(
                builds,
                logs,
                pulls,
                new Variables(parameters, secrets),
                s3,
                new Engine(engine),
                clock,
                state.id(),
                Map.of(BuildRuns.LABEL, state.id())));
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Projects(projects, roles, clock).operations());
        table.putAll(new Builds(projects, builds, runs, clock).operations());
        // What is wrong with an input has another name here than in most services.
        table.replaceAll((_, operation) ->
                (caller, input) -> operation.apply(caller, new Input(input.document(), Settings.INVALID)));
        return Service.json("codebuild", "CodeBuild_20161006", table);
    }

    /** Takes up what a predecessor began. */
    public void resume() {
        runs.resume();
    }

    /** Ends what runs, and leaves nothing at the engine. */
    public void clear() throws InterruptedException {
        runs.clear();
    }

    /** Builds go on without anybody who looks after them. */
    public void close() throws InterruptedException {
        runs.close();
    }
}
