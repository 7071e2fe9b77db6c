package io.sockerless.frontends.buildkit.solve;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.control.ControlGrpc;
import io.sockerless.frontends.buildkit.wire.control.DiskUsageRequest;
import io.sockerless.frontends.buildkit.wire.control.DiskUsageResponse;
import io.sockerless.frontends.buildkit.wire.control.InfoRequest;
import io.sockerless.frontends.buildkit.wire.control.InfoResponse;
import io.sockerless.frontends.buildkit.wire.control.ListWorkersRequest;
import io.sockerless.frontends.buildkit.wire.control.ListWorkersResponse;
import io.sockerless.frontends.buildkit.wire.control.PruneRequest;
import io.sockerless.frontends.buildkit.wire.control.SolveRequest;
import io.sockerless.frontends.buildkit.wire.control.SolveResponse;
import io.sockerless.frontends.buildkit.wire.control.StatusRequest;
import io.sockerless.frontends.buildkit.wire.control.StatusResponse;
import io.sockerless.frontends.buildkit.wire.control.UsageRecord;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code moby.buildkit.v1.Control}. */
final class ControlService extends ControlGrpc.ControlImplBase {
    private final Solver solver;
    private final Worker worker;

    ControlService(Solver solver, Worker worker) {
        this.solver = solver;
        this.worker = worker;
    }

    @Override
    public void solve(SolveRequest request, StreamObserver<SolveResponse> caller) {
        Failures.answer(caller, untilCancelled(() -> solver.solve(request)));
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> caller) {
        ServerCallStreamObserver<StatusResponse> stream = (ServerCallStreamObserver<StatusResponse>) caller;
        Thread thread = Thread.currentThread();
        stream.setOnCancelHandler(thread::interrupt);
        try (Progress.Reader reader = solver.progress(request.getRef()).read()) {
            for (Optional<StatusResponse> news = reader.next(); news.isPresent(); news = reader.next()) {
                caller.onNext(news.get());
            }
            caller.onCompleted();
        } catch (InterruptedException | RuntimeException e) {
            caller.onError(Failures.of(e));
        }
    }

    @Override
    public void listWorkers(ListWorkersRequest request, StreamObserver<ListWorkersResponse> caller) {
        Failures.answer(
                caller,
                () -> ListWorkersResponse.newBuilder()
                        .addRecord(worker.description())
                        .build());
    }

    @Override
    public void info(InfoRequest request, StreamObserver<InfoResponse> caller) {
        Failures.answer(
                caller,
                () -> InfoResponse.newBuilder()
                        .setBuildkitVersion(worker.version())
                        .build());
    }

    @Override
    public void diskUsage(DiskUsageRequest request, StreamObserver<DiskUsageResponse> caller) {
        Failures.answer(caller, () -> solver.usage(request));
    }

    @Override
    public void prune(PruneRequest request, StreamObserver<UsageRecord> caller) {
        try {
            solver.prune(request).forEach(caller::onNext);
            caller.onCompleted();
        } catch (RuntimeException e) {
            caller.onError(Failures.of(e));
        }
    }

    /** The work is interrupted when the client does not want it any more. */
    static <T> Callable<T> untilCancelled(Callable<T> work) {
        return () -> {
            Thread thread = Thread.currentThread();
            Context.CancellationListener interrupt = _ -> thread.interrupt();
            Context context = Context.current();
            context.addListener(interrupt, Runnable::run);
            try {
                return work.call();
            } finally {
                context.removeListener(interrupt);
            }
        };
    }
}
