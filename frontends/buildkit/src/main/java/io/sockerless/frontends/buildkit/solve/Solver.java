package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.session.ClientPolicies;
import io.sockerless.frontends.buildkit.session.Session;
import io.sockerless.frontends.buildkit.session.Sessions;
import io.sockerless.frontends.buildkit.wire.control.DiskUsageRequest;
import io.sockerless.frontends.buildkit.wire.control.DiskUsageResponse;
import io.sockerless.frontends.buildkit.wire.control.Exporter;
import io.sockerless.frontends.buildkit.wire.control.PruneRequest;
import io.sockerless.frontends.buildkit.wire.control.SolveRequest;
import io.sockerless.frontends.buildkit.wire.control.SolveResponse;
import io.sockerless.frontends.buildkit.wire.control.UsageRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs builds from a client's request to what becomes of their results. */
final class Solver {
    private final Jobs jobs;
    private final Sessions sessions;
    private final DockerfileFrontend frontend;
    private final Exports exports;
    private final CacheExports caches;
    private final Contexts contexts;

    Solver(
            Jobs jobs,
            Sessions sessions,
            DockerfileFrontend frontend,
            Exports exports,
            CacheExports caches,
            Contexts contexts) {
        this.jobs = jobs;
        this.sessions = sessions;
        this.frontend = frontend;
        this.exports = exports;
        this.caches = caches;
        this.contexts = contexts;
    }

    /** Returns when the build is over and its results are where the client wants them. */
    SolveResponse solve(SolveRequest request) throws InterruptedException {
        Job job = jobs.begin(
                request.getRef(), request.getSession(), request.getSourcePolicySession(), inlineCache(request));
        try {
            requireServed(request);
            Result result = request.getFrontend().isEmpty() && !request.hasDefinition()
                    ? job.awaitReturn()
                    : frontend(job, Order.of(request));
            List<Exporter> wanted = exporters(request);
            wanted.forEach(exports::require);
            return SolveResponse.newBuilder()
                    .putAllExporterResponse(exports.run(job, result, wanted, session(job)))
                    .putAllExporterResponse(
                            caches.run(job, result, request.getCache().getExportsList(), session(job)))
                    .build();
        } catch (EngineException e) {
            job.fail(e);
            throw SolveFailure.of(e);
        } catch (InterruptedException | RuntimeException e) {
            // Whoever still works for the client's build function has nobody to work for.
            job.fail(e);
            throw e;
        } finally {
            jobs.end(job);
        }
    }

    Result frontend(Job job, Order order) throws InterruptedException {
        try {
            Optional<Session> session = session(job);
            Consumer<String> gate = gate(job);
            return job.work(() -> frontend.solve(job, order, session, gate));
        } catch (EngineException e) {
            throw SolveFailure.of(e);
        }
    }

    /** Fetches a single source, for the client to look at. */
    Fetched fetch(Job job, Graph graph) throws InterruptedException {
        Consumer<String> gate = gate(job);
        try {
            return switch (graph) {
                case Graph.Remote remote -> job.work(() -> frontend.fetch(job, remote, gate));
                case Graph.Image(String id) ->
                    throw EngineException.notImplemented("image " + id + " is there already: it needs no solving");
            };
        } catch (EngineException e) {
            throw SolveFailure.of(e);
        }
    }

    private Consumer<String> gate(Job job) throws InterruptedException {
        if (job.policies().isEmpty()) {
            return _ -> {};
        }
        Session asked = sessions.await(job.policies());
        return source -> ClientPolicies.check(asked, frontend.platform(), source);
    }

    private Optional<Session> session(Job job) throws InterruptedException {
        return job.session().isEmpty() ? Optional.empty() : Optional.of(sessions.await(job.session()));
    }

    Job job(String ref) throws InterruptedException {
        return jobs.await(ref);
    }

    Progress progress(String ref) throws InterruptedException {
        return jobs.await(ref).progress();
    }

    private static void requireServed(SolveRequest request) {
        if (request.getSourcePolicy().getRulesCount() > 0) {
            throw EngineException.notImplemented("rules of a source policy are not evaluated by this engine");
        }
        if (request.getProxyNetwork()) {
            throw EngineException.notImplemented("this engine has no proxy for the network of build steps");
        }
        for (String entitlement : request.getEntitlementsList()) {
            if (!entitlement.equals("network.host")) {
                throw EngineException.notImplemented("entitlement " + entitlement + " is not allowed");
            }
        }
        CacheExports.require(request.getCache().getExportsList());
    }

    private static boolean inlineCache(SolveRequest request) {
        return request.getCache().getExportsList().stream()
                .anyMatch(export -> export.getType().equals("inline"));
    }

    /** Clients of long ago name just one. */
    private static List<Exporter> exporters(SolveRequest request) {
        List<Exporter> wanted = new ArrayList<>(request.getExportersList());
        if (wanted.isEmpty() && !request.getExporterDeprecated().isEmpty()) {
            wanted.add(Exporter.newBuilder()
                    .setType(request.getExporterDeprecated())
                    .putAllAttrs(request.getExporterAttrsDeprecatedMap())
                    .build());
        }
        wanted.removeIf(exporter -> exporter.getType().isEmpty());
        return wanted;
    }

    /** What this frontend keeps itself; steps are images, which {@code docker system df} tells of. */
    DiskUsageResponse usage(DiskUsageRequest request) {
        requireNoFilter(request.getFilterList());
        return DiskUsageResponse.newBuilder().addAllRecord(contexts.usage()).build();
    }

    List<UsageRecord> prune(PruneRequest request) {
        requireNoFilter(request.getFilterList());
        if (request.getReservedSpace() > 0 || request.getMaxUsedSpace() > 0 || request.getMinFreeSpace() > 0) {
            throw EngineException.notImplemented("limits of space are not supported: everything is pruned, or nothing");
        }
        return contexts.prune(Duration.ofNanos(request.getKeepDuration()));
    }

    private static void requireNoFilter(List<String> filters) {
        if (!filters.stream().allMatch(String::isBlank)) {
            throw EngineException.notImplemented("filters of the usage are not supported: " + filters);
        }
    }
}
