package io.sockerless.simulators.kernel;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.BodyTooLongException;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Finds out whom a request is for, lets go wrong what shall, and writes it all down. */
final class SimulatorApi implements Api {
    private static final int LONGEST = 16 << 20;

    private final World world;
    private final Control control;
    private final Faults faults;
    private final RequestLog requests;
    private final Clock clock;

    SimulatorApi(World world, Control control, Faults faults, RequestLog requests, Clock clock) {
        this.world = world;
        this.control = control;
        this.faults = faults;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        if (exchange.path().startsWith(Control.PREFIX)) {
            control.handle(exchange);
            return;
        }
        Call head = Call.of(exchange);
        Optional<Api> other = world.cloud().api(head);
        if (other.isPresent()) {
            handOver(exchange, other.get());
            return;
        }
        world.gate().enter();
        try {
            serve(exchange, head, world.cloud());
        } finally {
            world.gate().leave();
        }
    }

    private void serve(Exchange exchange, Call head, Cloud cloud) throws IOException, InterruptedException {
        Instant time = clock.instant();
        long begin = System.nanoTime();
        Call call = cloud.streams(head) ? head : head.with(exchange.document(LONGEST));
        Claim claim = cloud.claim(call);
        exchange.operation(claim.service() + ":" + claim.operation());
        Optional<FaultRule> fault = faults.meet(claim);
        try (Response answer = answer(claim, fault)) {
            answer.headers().forEach(exchange::header);
            send(exchange, answer);
        } finally {
            requests.add(new RequestLog.Entry(
                    time,
                    call.id(),
                    call.method(),
                    call.path(),
                    claim.service(),
                    claim.operation(),
                    exchange.status(),
                    (System.nanoTime() - begin) / 1e6,
                    fault.map(FaultRule::id).orElse("")));
        }
    }

    /** What another API fails with, to be told in its words. */
    private static final class Elsewhere extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Api api;

        Elsewhere(Api api, Exception cause) {
            super(cause.getMessage(), cause);
            this.api = api;
        }
    }

    private void handOver(Exchange exchange, Api api) throws InterruptedException {
        Instant time = clock.instant();
        long begin = System.nanoTime();
        int status = 0;
        try {
            api.handle(exchange);
            status = exchange.status();
        } catch (IOException | RuntimeException e) {
            status = exchange.status() == 0 ? api.failure(e).status() : exchange.status();
            throw new Elsewhere(api, e);
        } finally {
            requests.add(new RequestLog.Entry(
                    time,
                    exchange.id(),
                    exchange.method(),
                    exchange.path(),
                    "",
                    "",
                    status,
                    (System.nanoTime() - begin) / 1e6,
                    ""));
        }
    }

    private static void send(Exchange exchange, Response answer) throws IOException, InterruptedException {
        if (answer.stream().isPresent()) {
            exchange.interruptOnLeave();
            exchange.header("Content-Type", answer.type());
            // Not closed when it fails midway: its end would look like a good one.
            OutputStream out = exchange.stream(answer.status());
            answer.stream().get().writeTo(out);
            out.close();
        } else if (answer.file().isPresent()) {
            Response.Part part = answer.file().get();
            exchange.send(answer.status(), answer.type(), part.channel(), part.position(), part.count());
        } else if (answer.status() == 204 || answer.status() == 304) {
            exchange.send(answer.status());
        } else {
            exchange.send(answer.status(), answer.type(), answer.body());
        }
    }

    /** @throws InterruptedException when the connection is to be cut: the server closes it without an answer */
    private static Response answer(Claim claim, Optional<FaultRule> fault) throws IOException, InterruptedException {
        if (fault.isEmpty()) {
            return claim.answer();
        }
        FaultRule rule = fault.get();
        Thread.sleep(rule.latencyMillis());
        if (rule.error().isPresent()) {
            return claim.refusal(rule.error().get());
        }
        if (rule.cut().isEmpty()) {
            return claim.answer();
        }
        if (rule.cut().get() == FaultRule.Cut.AFTER) {
            claim.answer().close();
        }
        throw new InterruptedException("cut by the rule " + rule.id());
    }

    /** For control only: a cloud's own failures are in its own words already. */
    @Override
    public Api.Answer failure(Throwable failure) {
        return switch (failure) {
            case Elsewhere elsewhere -> elsewhere.api.failure(elsewhere.getCause());
            case EngineException known when known.kind() == ErrorKind.INVALID -> malformed(400, known.getMessage());
            case EngineException known when known.kind() == ErrorKind.NOT_FOUND -> malformed(404, known.getMessage());
            case EngineException known when known.kind() == ErrorKind.CONFLICT -> malformed(409, known.getMessage());
            case BodyTooLongException _ -> malformed(413, "a request of more than " + LONGEST + " bytes");
            default -> malformed(500, "internal error: " + failure);
        };
    }

    @Override
    public Api.Answer malformed(int status, String message) {
        return new Api.Answer(status, "application/json", Json.line(Map.of("message", message)));
    }
}
