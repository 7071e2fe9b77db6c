package io.sockerless.frontends.buildkit.transport;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/** Failures of the engine in gRPC's terms, and back. */
public final class Failures {
    private static final System.Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    /** Answers a call that has one answer. */
    public static <A> void answer(StreamObserver<A> caller, Callable<A> work) {
        A answer;
        try {
            answer = work.call();
        } catch (Exception e) {
            caller.onError(of(e));
            return;
        }
        caller.onNext(answer);
        caller.onCompleted();
    }

    /** What is unexpected is logged, too. */
    public static Throwable of(Throwable failure) {
        return switch (failure) {
            case StatusRuntimeException e -> e;
            case StatusException e -> e;
            case EngineException e ->
                Status.fromCode(code(e.kind())).withDescription(e.getMessage()).asRuntimeException();
            case InterruptedException _ -> cancelled();
            case CancellationException _ -> cancelled();
            default -> {
                LOG.log(System.Logger.Level.ERROR, "a call of BuildKit's API failed", failure);
                yield Status.UNKNOWN
                        .withDescription(String.valueOf(failure.getMessage()))
                        .asRuntimeException();
            }
        };
    }

    /** Of a call of ours to a client's service. */
    public static EngineException ofClient(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String message = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
        return new EngineException(kind(status.getCode()), message, failure);
    }

    private static StatusRuntimeException cancelled() {
        return Status.CANCELLED.withDescription("context canceled").asRuntimeException();
    }

    private static Status.Code code(ErrorKind kind) {
        return switch (kind) {
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case CONFLICT -> Status.Code.FAILED_PRECONDITION;
            case INVALID -> Status.Code.INVALID_ARGUMENT;
            case NOT_MODIFIED -> Status.Code.ALREADY_EXISTS;
            case NOT_IMPLEMENTED -> Status.Code.UNIMPLEMENTED;
            case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
            case UNAUTHORIZED -> Status.Code.UNAUTHENTICATED;
            case TOO_MANY -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    private static ErrorKind kind(Status.Code code) {
        return switch (code) {
            case NOT_FOUND -> ErrorKind.NOT_FOUND;
            case FAILED_PRECONDITION, ABORTED -> ErrorKind.CONFLICT;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> ErrorKind.INVALID;
            case ALREADY_EXISTS -> ErrorKind.NOT_MODIFIED;
            case UNIMPLEMENTED -> ErrorKind.NOT_IMPLEMENTED;
            case PERMISSION_DENIED -> ErrorKind.FORBIDDEN;
            case UNAUTHENTICATED -> ErrorKind.UNAUTHORIZED;
            case RESOURCE_EXHAUSTED -> ErrorKind.TOO_MANY;
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> ErrorKind.UNAVAILABLE;
            case OK, UNKNOWN, INTERNAL, DATA_LOSS -> ErrorKind.INTERNAL;
        };
    }
}
