package io.sockerless.frontends.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.BodyTooLongException;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.MalformedRequestException;
import io.sockerless.frontends.registry.Access.Action;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Serves a {@link Registry}: the distribution spec 1.1 at {@code /v2/}, and nothing else. */
public final class RegistryApi implements Api {
    private final Gate gate;
    private final boolean readOnly;
    private final BlobHandlers blobs;
    private final UploadHandlers uploads;
    private final ManifestHandlers manifests;
    private final ListHandlers lists;

    /** @param readOnly whether everything that would change something is refused */
    public RegistryApi(Registry registry, Authorizer authorizer, boolean readOnly) {
        this.readOnly = readOnly;
        gate = new Gate(authorizer, registry.rules());
        blobs = new BlobHandlers(registry);
        uploads = new UploadHandlers(registry);
        manifests = new ManifestHandlers(registry);
        lists = new ListHandlers(registry);
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.header("Docker-Distribution-API-Version", "registry/2.0");
        Target target = Target.of(exchange.path())
                .orElseThrow(() -> new RegistryException(ErrorCode.ENDPOINT_UNKNOWN, "there is nothing at this path"));
        exchange.operation(exchange.method() + " " + target.getClass().getSimpleName());
        if (readOnly) {
            reading(exchange, target);
        }
        switch (target) {
            case Target.Base() -> base(exchange);
            case Target.Catalog() -> catalog(exchange);
            case Target.Tags(var name) -> tags(exchange, name);
            case Target.Referrers(var name, var digest) -> referrers(exchange, name, digest);
            case Target.Manifest(var name, var reference) -> manifest(exchange, name, reference);
            case Target.Blob(var name, var digest) -> blob(exchange, name, digest);
            case Target.Uploads(var name) -> uploads(exchange, name);
            case Target.Upload(var name, var id) -> upload(exchange, name, id);
        }
    }

    private static void reading(Exchange exchange, Target target) {
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        if (!reads || target instanceof Target.Upload) {
            throw new RegistryException(ErrorCode.UNSUPPORTED, "the registry is read-only", exchange.method());
        }
    }

    private void base(Exchange exchange) throws IOException {
        only(exchange, "GET", "HEAD");
        gate.require(exchange, new Access.Presence());
        exchange.json(200, Map.of());
    }

    private void catalog(Exchange exchange) throws IOException {
        only(exchange, "GET");
        gate.require(exchange, new Access.Catalog());
        lists.catalog(exchange);
    }

    private void tags(Exchange exchange, String name) throws IOException {
        only(exchange, "GET");
        gate.require(exchange, name, Action.PULL);
        lists.tags(exchange, name);
    }

    private void referrers(Exchange exchange, String name, String digest) throws IOException {
        only(exchange, "GET");
        gate.require(exchange, name, Action.PULL);
        lists.referrers(exchange, name, digest);
    }

    private void manifest(Exchange exchange, String name, String reference) throws IOException {
        switch (exchange.method()) {
            case "GET", "HEAD" -> {
                gate.requireManifest(exchange, name, reference);
                manifests.read(exchange, name, reference);
            }
            case "PUT" -> {
                gate.require(exchange, name, Action.PULL, Action.PUSH);
                manifests.write(exchange, name, reference);
            }
            case "DELETE" -> {
                gate.require(exchange, name, Action.DELETE);
                manifests.delete(exchange, name, reference);
            }
            default -> only(exchange, "GET", "HEAD", "PUT", "DELETE");
        }
    }

    private void blob(Exchange exchange, String name, String digest) throws IOException {
        switch (exchange.method()) {
            case "GET", "HEAD" -> {
                gate.require(exchange, name, Action.PULL);
                blobs.read(exchange, name, digest);
            }
            case "DELETE" -> {
                gate.require(exchange, name, Action.DELETE);
                blobs.delete(exchange, name, digest);
            }
            default -> only(exchange, "GET", "HEAD", "DELETE");
        }
    }

    private void uploads(Exchange exchange, String name) throws IOException {
        only(exchange, "POST");
        gate.require(exchange, name, Action.PULL, Action.PUSH);
        uploads.begin(exchange, name, source -> gate.allows(exchange, source, Action.PULL));
    }

    private void upload(Exchange exchange, String name, String id) throws IOException {
        gate.require(exchange, name, Action.PULL, Action.PUSH);
        switch (exchange.method()) {
            case "GET" -> uploads.status(exchange, name, id);
            case "PATCH" -> uploads.append(exchange, name, id);
            case "PUT" -> uploads.complete(exchange, name, id);
            case "DELETE" -> uploads.cancel(exchange, name, id);
            default -> only(exchange, "GET", "PATCH", "PUT", "DELETE");
        }
    }

    private static void only(Exchange exchange, String... methods) {
        if (!List.of(methods).contains(exchange.method())) {
            exchange.header("Allow", String.join(", ", methods));
            throw new RegistryException(
                    ErrorCode.UNSUPPORTED, "The operation is unsupported: " + exchange.method() + " of this path");
        }
    }

    @Override
    public Answer failure(Throwable failure) {
        return switch (failure) {
            case RegistryException e -> answer(e);
            case BodyTooLongException e -> answer(new RegistryException(ErrorCode.MANIFEST_TOO_LARGE, e.getMessage()));
            case MalformedRequestException e -> malformed(400, e.getMessage());
            case IOException e
            when FullDisk.isBehind(e) -> answer(new RegistryException(ErrorCode.DISK_FULL, FullDisk.MESSAGE));
            case EngineException e
            when FullDisk.isBehind(e) -> answer(new RegistryException(ErrorCode.DISK_FULL, FullDisk.MESSAGE));
            case EngineException e
            when e.kind() == ErrorKind.UNAVAILABLE ->
                answer(new RegistryException(ErrorCode.UNAVAILABLE, e.getMessage()));
            default -> answer(new RegistryException(ErrorCode.UNKNOWN, "unknown error: the log says what"));
        };
    }

    private static Answer answer(RegistryException refusal) {
        return answer(refusal.code().status(), refusal.code().wire(), refusal.getMessage(), refusal.detail());
    }

    private static Answer answer(int status, String code, String message, String detail) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        if (!detail.isEmpty()) {
            error.put("detail", detail);
        }
        return new Answer(status, "application/json", Json.line(Map.of("errors", List.of(error))));
    }

    @Override
    public Answer malformed(int status, String message) {
        ErrorCode code = status == 503 ? ErrorCode.UNAVAILABLE : ErrorCode.UNSUPPORTED;
        return answer(status, code.wire(), message, "");
    }

    /** Asks the authorizer, and tells clients that it turns away what would help them. */
    private record Gate(Authorizer authorizer, Rules rules) {
        void require(Exchange exchange, String name, Action... actions) {
            require(exchange, new Access.Repository(Names.repository(name), Set.of(actions)));
            requirePresent(name);
        }

        /** For who reads it: it may have to be brought here first. */
        void requireManifest(Exchange exchange, String name, String reference) {
            require(exchange, new Access.Repository(Names.repository(name), Set.of(Action.PULL)));
            try {
                rules.wanted(name, reference);
            } catch (EngineException e) {
                throw new RegistryException(
                        switch (e.kind()) {
                            case NOT_FOUND, INVALID -> ErrorCode.MANIFEST_UNKNOWN;
                            case UNAUTHORIZED, FORBIDDEN -> ErrorCode.DENIED;
                            default -> ErrorCode.UNAVAILABLE;
                        },
                        e.getMessage(),
                        reference);
            }
            requirePresent(name);
        }

        private void requirePresent(String name) {
            rules.absent(name).ifPresent(why -> {
                throw new RegistryException(ErrorCode.NAME_UNKNOWN, why);
            });
        }

        void require(Exchange exchange, Access access) {
            Credentials told = credentials(exchange);
            switch (authorizer.judge(told, access)) {
                case ALLOWED -> {
                    // Come in.
                }
                case UNAUTHENTICATED -> {
                    exchange.header("WWW-Authenticate", challenge(access));
                    throw new RegistryException(ErrorCode.UNAUTHORIZED, "authentication required", access.scope());
                }
                case DENIED -> throw new RegistryException(ErrorCode.DENIED, authorizer.denial(told), access.scope());
            }
        }

        boolean allows(Exchange exchange, String name, Action action) {
            return authorizer.judge(credentials(exchange), new Access.Repository(name, Set.of(action)))
                    == Authorizer.Verdict.ALLOWED;
        }

        private static Credentials credentials(Exchange exchange) {
            return Credentials.of(exchange.requestHeader("Authorization"));
        }

        private String challenge(Access access) {
            return switch (authorizer.challenge()) {
                case Authorizer.Challenge.Basic(var realm) -> "Basic realm=\"" + realm + "\"";
                case Authorizer.Challenge.Bearer(var realm, var service) ->
                    "Bearer realm=\"" + realm + "\",service=\"" + service + "\""
                            + (access.scope().isEmpty() ? "" : ",scope=\"" + access.scope() + "\"");
            };
        }
    }
}
