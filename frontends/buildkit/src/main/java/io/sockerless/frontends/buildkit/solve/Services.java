package io.sockerless.frontends.buildkit.solve;

import io.grpc.BindableService;
import io.sockerless.frontends.buildkit.session.Sessions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The services that clients call, and the sessions in which they are called themselves. */
public final class Services {
    private final Sessions sessions = new Sessions();
    private final List<BindableService> all;
    private final QueryBuilds queryBuilds;

    public Services(String version, Path state, Dockerfiles dockerfiles, ImageShelf images) {
        Contexts contexts = new Contexts(state);
        contexts.sweep();
        Worker worker = new Worker(version, dockerfiles.platforms());
        Solver solver = new Solver(
                new Jobs(Clock.systemUTC()),
                sessions,
                new DockerfileFrontend(dockerfiles, new CacheImports(images), contexts),
                new Exports(images),
                new CacheExports(images),
                contexts);
        queryBuilds = new QueryBuilds(solver);
        all = List.of(new ControlService(solver, worker), BridgeService.of(solver, worker), new HealthService());
    }

    public QueryBuilds queryBuilds() {
        return queryBuilds;
    }

    public Sessions sessions() {
        return sessions;
    }

    public List<BindableService> all() {
        return all;
    }
}
