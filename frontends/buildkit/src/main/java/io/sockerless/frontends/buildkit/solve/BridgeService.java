package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.stub.StreamObserver;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.fsutil.FileKind;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.fsutil.Stat;
import io.sockerless.frontends.buildkit.wire.gateway.EvaluateRequest;
import io.sockerless.frontends.buildkit.wire.gateway.EvaluateResponse;
import io.sockerless.frontends.buildkit.wire.gateway.InputsRequest;
import io.sockerless.frontends.buildkit.wire.gateway.InputsResponse;
import io.sockerless.frontends.buildkit.wire.gateway.LLBBridgeGrpc;
import io.sockerless.frontends.buildkit.wire.gateway.PingRequest;
import io.sockerless.frontends.buildkit.wire.gateway.PongResponse;
import io.sockerless.frontends.buildkit.wire.gateway.ReadDirRequest;
import io.sockerless.frontends.buildkit.wire.gateway.ReadDirResponse;
import io.sockerless.frontends.buildkit.wire.gateway.ReadFileRequest;
import io.sockerless.frontends.buildkit.wire.gateway.ReadFileResponse;
import io.sockerless.frontends.buildkit.wire.gateway.ReturnRequest;
import io.sockerless.frontends.buildkit.wire.gateway.ReturnResponse;
import io.sockerless.frontends.buildkit.wire.gateway.SolveRequest;
import io.sockerless.frontends.buildkit.wire.gateway.SolveResponse;
import io.sockerless.frontends.buildkit.wire.gateway.StatFileRequest;
import io.sockerless.frontends.buildkit.wire.gateway.StatFileResponse;
import io.sockerless.frontends.buildkit.wire.gateway.WarnRequest;
import io.sockerless.frontends.buildkit.wire.gateway.WarnResponse;
import java.io.InputStream;

/** {@code moby.buildkit.v1.frontend.LLBBridge}: what a client's build function asks for within its build. */
final class BridgeService extends LLBBridgeGrpc.LLBBridgeImplBase {
    private static final Metadata.Key<String> BUILD =
            Metadata.Key.of("buildkit-controlapi-buildid", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> REF = Context.key("buildid");

    /** Of a file that a client reads as one message. */
    private static final long LARGEST = 8 << 20;

    private final Solver solver;
    private final Worker worker;

    private BridgeService(Solver solver, Worker worker) {
        this.solver = solver;
        this.worker = worker;
    }

    /** Which build is meant comes beside each call. */
    static BindableService of(Solver solver, Worker worker) {
        BridgeService service = new BridgeService(solver, worker);
        return () -> ServerInterceptors.intercept(service, new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                String ref = headers.get(BUILD);
                return Contexts.interceptCall(
                        Context.current().withValue(REF, ref == null ? "" : ref), call, headers, next);
            }
        });
    }

    private Job job() throws InterruptedException {
        String ref = REF.get();
        if (ref == null || ref.isEmpty()) {
            throw EngineException.invalid("no buildid found in context");
        }
        return solver.job(ref);
    }

    @Override
    public void ping(PingRequest request, StreamObserver<PongResponse> caller) {
        Failures.answer(caller, () -> {
            job();
            return PongResponse.newBuilder()
                    .addAllFrontendAPICaps(Capabilities.FRONTEND)
                    .addAllLLBCaps(Capabilities.BUILD)
                    .addWorkers(worker.description())
                    .build();
        });
    }

    @Override
    public void solve(SolveRequest request, StreamObserver<SolveResponse> caller) {
        Failures.answer(caller, ControlService.untilCancelled(() -> {
            Job job = job();
            if (request.getFrontend().isEmpty() && request.hasDefinition()) {
                Fetched files = solver.fetch(job, Graph.of(request.getDefinition()));
                return SolveResponse.newBuilder().setResult(job.keep(files)).build();
            }
            Result result = solver.frontend(job, Order.of(request));
            return SolveResponse.newBuilder().setResult(job.keep(result)).build();
        }));
    }

    @Override
    public void readFile(ReadFileRequest request, StreamObserver<ReadFileResponse> caller) {
        Failures.answer(caller, () -> {
            long length =
                    request.getRange().getLength() > 0 ? request.getRange().getLength() : LARGEST;
            try (InputStream in = job().files(request.getRef()).open(request.getFilePath())) {
                in.skip(request.getRange().getOffset());
                return ReadFileResponse.newBuilder()
                        .setData(ByteString.copyFrom(in.readNBytes((int) Math.min(length, LARGEST))))
                        .build();
            }
        });
    }

    @Override
    public void statFile(StatFileRequest request, StreamObserver<StatFileResponse> caller) {
        Failures.answer(caller, () -> {
            String path = request.getPath();
            Fetched.Entry entry = job().files(request.getRef())
                    .look(path)
                    .orElseThrow(() -> EngineException.notFound("lstat " + path + ": no such file or directory"));
            return StatFileResponse.newBuilder().setStat(stat(entry)).build();
        });
    }

    @Override
    public void readDir(ReadDirRequest request, StreamObserver<ReadDirResponse> caller) {
        Failures.answer(caller, () -> {
            if (!request.getIncludePattern().isEmpty()) {
                throw EngineException.notImplemented("patterns of names are not supported when a directory is read");
            }
            return ReadDirResponse.newBuilder()
                    .addAllEntries(job().files(request.getRef()).list(request.getDirPath()).stream()
                            .map(BridgeService::stat)
                            .toList())
                    .build();
        });
    }

    private static Stat stat(Fetched.Entry entry) {
        return FileKind.stat(entry.name(), entry.directory(), entry.mode())
                .setUid((int) entry.uid())
                .setGid((int) entry.gid())
                .setSize(entry.size())
                .setModTime(entry.modified().getEpochSecond() * 1_000_000_000L
                        + entry.modified().getNano())
                .build();
    }

    @Override
    public void return_(ReturnRequest request, StreamObserver<ReturnResponse> caller) {
        Failures.answer(caller, () -> {
            Job job = job();
            if (request.hasError() && request.getError().getCode() != 0) {
                job.fail(SolveFailure.of(request.getError()));
            } else {
                job.giveBack(job.find(request.getResult()));
            }
            return ReturnResponse.getDefaultInstance();
        });
    }

    /** Results are made when they are asked for, so that there is nothing left to do. */
    @Override
    public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> caller) {
        Failures.answer(caller, () -> {
            job().image(request.getRef());
            return EvaluateResponse.getDefaultInstance();
        });
    }

    @Override
    public void inputs(InputsRequest request, StreamObserver<InputsResponse> caller) {
        Failures.answer(caller, () -> {
            job();
            return InputsResponse.getDefaultInstance();
        });
    }

    @Override
    public void warn(WarnRequest request, StreamObserver<WarnResponse> caller) {
        Failures.answer(caller, () -> {
            job().progress()
                    .warning(io.sockerless.frontends.buildkit.wire.control.VertexWarning.newBuilder()
                            .setVertex(request.getDigest())
                            .setLevel(request.getLevel())
                            .setShort(request.getShort())
                            .addAllDetail(request.getDetailList())
                            .setUrl(request.getUrl())
                            .setInfo(request.getInfo())
                            .addAllRanges(request.getRangesList())
                            .build());
            return WarnResponse.getDefaultInstance();
        });
    }
}
