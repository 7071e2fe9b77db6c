package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.google.Status;
import io.sockerless.frontends.http.Json;
import java.util.List;
import java.util.Map;

/** Failures with what clients show beside the message. */
public final class SolveFailure {
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final String SOURCE = "github.com/moby/buildkit/errdefs.Source+json";

    /** BuildKit's, whatever was wrong: clients show any other one by its name. */
    private static final io.grpc.Status.Code CODE = io.grpc.Status.Code.UNKNOWN;

    private SolveFailure() {}

    /** A failure without a place. */
    public static StatusRuntimeException of(EngineException failure) {
        return of(failure.getMessage());
    }

    /** A failure without a place. */
    public static StatusRuntimeException of(String message) {
        return io.grpc.Status.fromCode(CODE).withDescription(message).asRuntimeException();
    }

    public static StatusRuntimeException of(Status status) {
        Metadata trailers = new Metadata();
        trailers.put(DETAILS, status.toByteArray());
        return io.grpc.Status.fromCodeValue(status.getCode())
                .withDescription(status.getMessage())
                .asRuntimeException(trailers);
    }

    /** A failure of some lines of a Dockerfile, which clients show with their surroundings. */
    public static StatusRuntimeException at(String message, String file, byte[] text, int firstLine, int lastLine) {
        Map<String, Object> source = Map.of(
                "info", Map.of("filename", file, "data", text, "language", "Dockerfile"),
                "ranges",
                        List.of(Map.of(
                                "start", Map.of("line", firstLine),
                                "end", Map.of("line", lastLine))));
        Any detail = Any.newBuilder()
                .setTypeUrl(SOURCE)
                .setValue(ByteString.copyFrom(Json.line(source)))
                .build();
        return of(Status.newBuilder()
                .setCode(CODE.value())
                .setMessage(message)
                .addDetails(detail)
                .build());
    }
}
