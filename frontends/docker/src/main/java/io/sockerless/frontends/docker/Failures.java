package io.sockerless.frontends.docker;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.frontends.http.Api.Answer;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.MalformedRequestException;
import java.util.Map;

/** Failures as Docker's API shows them. The only place that knows which kind has which status. */
final class Failures {
    private Failures() {}

    static Answer of(Throwable failure) {
        return switch (failure) {
            case EngineException known -> answer(status(known.kind()), known.getMessage());
            case MalformedRequestException malformed -> answer(400, String.valueOf(malformed.getMessage()));
            case Throwable other -> answer(500, String.valueOf(other.getMessage()));
        };
    }

    static Answer answer(int status, String message) {
        return status == 304
                ? new Answer(304, "", new byte[0])
                : new Answer(status, "application/json", Json.line(Map.of("message", message)));
    }

    private static int status(ErrorKind kind) {
        return switch (kind) {
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case INVALID -> 400;
            case NOT_MODIFIED -> 304;
            case NOT_IMPLEMENTED -> 501;
            case FORBIDDEN -> 403;
            case UNAUTHORIZED -> 401;
            case TOO_MANY -> 429;
            case UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }
}
