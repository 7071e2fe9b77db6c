package io.sockerless.frontends.buildkit.solve;

import io.grpc.Status;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.gateway.Ref;
import io.sockerless.frontends.buildkit.wire.gateway.RefMap;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * One build of a client, from its beginning until it has what it wanted. Its own build function, if it has one, asks for
 * results within it and gives one of them back.
 */
final class Job {
    private final String ref;
    private final String session;
    private final String policies;
    private final boolean inlineCache;
    private final Progress progress;
    private final Set<Thread> workers = new HashSet<>();
    private final Map<String, Built> images = new ConcurrentHashMap<>();
    private final Map<String, Fetched> fetched = new ConcurrentHashMap<>();
    private final CompletableFuture<Result> returned = new CompletableFuture<>();

    /** @param policies the id of the session that is asked for leave to use sources; empty: everything may be used */
    Job(String ref, String session, String policies, boolean inlineCache, Clock clock) {
        this.ref = ref;
        this.policies = policies;
        this.session = session;
        this.inlineCache = inlineCache;
        this.progress = new Progress(clock);
    }

    String ref() {
        return ref;
    }

    /** The id of the client's session. */
    String session() {
        return session;
    }

    String policies() {
        return policies;
    }

    /** Whether its images shall tell others what they were built of. */
    boolean inlineCache() {
        return inlineCache;
    }

    Progress progress() {
        return progress;
    }

    /** @return what the client knows it by from now on */
    io.sockerless.frontends.buildkit.wire.gateway.Result keep(Result result) {
        io.sockerless.frontends.buildkit.wire.gateway.Result.Builder wire =
                io.sockerless.frontends.buildkit.wire.gateway.Result.newBuilder()
                        .putAllMetadata(result.metadata());
        if (result.multiPlatform()) {
            RefMap.Builder refs = RefMap.newBuilder();
            result.images().forEach(image -> refs.putRefs(image.platform().toString(), ref(image)));
            return wire.setRefs(refs).build();
        }
        return wire.setRef(
                        result.images().isEmpty()
                                ? Ref.getDefaultInstance()
                                : ref(result.images().getFirst()))
                .build();
    }

    private Ref ref(Built image) {
        String id = UUID.randomUUID().toString();
        images.put(id, image);
        return Ref.newBuilder().setId(id).setDef(Graph.of(image.id())).build();
    }

    /** @return what the client knows them by from now on, as long as this build lasts */
    io.sockerless.frontends.buildkit.wire.gateway.Result keep(Fetched files) {
        String id = UUID.randomUUID().toString();
        fetched.put(id, files);
        return io.sockerless.frontends.buildkit.wire.gateway.Result.newBuilder()
                .setRef(Ref.newBuilder().setId(id))
                .build();
    }

    /** @throws EngineException NOT_FOUND, NOT_IMPLEMENTED */
    Fetched files(String id) {
        Fetched files = fetched.get(id);
        if (files == null) {
            image(id);
            throw EngineException.notImplemented("files of an image cannot be looked at before it is exported");
        }
        return files;
    }

    void close() {
        fetched.values().forEach(Fetched::close);
        fetched.clear();
    }

    /** @throws EngineException NOT_FOUND */
    Built image(String id) {
        Built image = images.get(id);
        if (image == null && fetched.containsKey(id)) {
            throw EngineException.notImplemented("files of a single source cannot be exported by themselves");
        }
        if (image == null) {
            throw EngineException.notFound("no such result of this build: " + id);
        }
        return image;
    }

    /** What the client gives back; empty when that is nothing. */
    Result find(io.sockerless.frontends.buildkit.wire.gateway.Result wire) {
        Map<String, Ref> refs = new TreeMap<>(wire.getRefs().getRefsMap());
        wire.getRefsDeprecated().getRefsMap().forEach((name, id) -> refs.put(name, refOf(id)));
        boolean several = !refs.isEmpty();
        if (wire.hasRef()) {
            refs.put("", wire.getRef());
        }
        if (!wire.getRefDeprecated().isEmpty()) {
            refs.put("", refOf(wire.getRefDeprecated()));
        }
        List<Built> found = refs.values().stream()
                .map(Ref::getId)
                .filter(id -> !id.isEmpty())
                .map(this::image)
                .toList();
        return new Result(found, several, wire.getMetadataMap());
    }

    private static Ref refOf(String id) {
        return Ref.newBuilder().setId(id).build();
    }

    /** Runs a part of this build on the calling thread, interrupted when the build as a whole ends before. */
    <T> T work(Callable<T> part) throws InterruptedException {
        Thread thread = Thread.currentThread();
        synchronized (this) {
            if (returned.isCompletedExceptionally()) {
                throw new InterruptedException();
            }
            workers.add(thread);
        }
        try {
            return part.call();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw EngineException.internal(String.valueOf(e.getMessage()), e);
        } finally {
            synchronized (this) {
                workers.remove(thread);
            }
        }
    }

    /** The client's build function has ended. */
    void giveBack(Result result) {
        returned.complete(result);
    }

    void fail(Throwable failure) {
        returned.completeExceptionally(failure);
        synchronized (this) {
            workers.stream().filter(worker -> worker != Thread.currentThread()).forEach(Thread::interrupt);
        }
    }

    /** What the client's build function gives back. */
    Result awaitReturn() throws InterruptedException {
        try {
            return returned.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : Status.fromThrowable(e.getCause()).asRuntimeException();
        }
    }
}
