package io.sockerless.features.differential;

import io.sockerless.features.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request of the table, sent to both targets.
 *
 * @param id names it in reports, in {@code differences.md} and as the file of its recorded answer
 * @param request its target without the version prefix; {@code ${name}} stands for something saved by an earlier call
 * @param input what is sent once a hijacked connection stands
 * @param meanwhile made once this call's request has been sent and, where the server sends it early, its head read
 * @param saves what later calls need of this answer: name to JSON pointer
 * @param exact paths (and what is below them) whose values are compared too, not only their types; those
 *     that begin with {@code ~} without regard to their order, since dockerd has none there
 */
record Call(
        String id,
        Request request,
        Body body,
        Optional<Input> input,
        Optional<Call> meanwhile,
        Map<String, String> saves,
        List<String> exact) {

    /**
     * Bytes for a hijacked connection.
     *
     * @param end whether the sender half-closes after them
     */
    record Input(byte[] bytes, boolean end) {}

    /** How the body of a good answer is to be understood and how much of it is read. */
    sealed interface Body {
        /** One JSON document, or nothing. */
        record Document() implements Body {}

        /** Several JSON documents; reading stops after that many. */
        record Documents(int count) implements Body {}

        /** Stream frames (stdout and stderr multiplexed). */
        record Multiplexed() implements Body {}

        /** Text or bytes compared as they are. */
        record Raw() implements Body {}

        /** A tar, compared by its entries. */
        record Tar() implements Body {}
    }

    static Call get(String id, String target) {
        return of(id, Request.of("GET", target));
    }

    static Call post(String id, String target) {
        return of(id, Request.of("POST", target));
    }

    static Call post(String id, String target, String json) {
        return of(id, Request.of("POST", target).json(json));
    }

    static Call delete(String id, String target) {
        return of(id, Request.of("DELETE", target));
    }

    static Call of(String id, Request request) {
        return new Call(id, request, new Body.Document(), Optional.empty(), Optional.empty(), Map.of(), List.of());
    }

    Call header(String name, String value) {
        return new Call(id, request.header(name, value), body, input, meanwhile, saves, exact);
    }

    Call documents(int count) {
        return as(new Body.Documents(count));
    }

    /** All documents up to the end of the answer. */
    Call documents() {
        return documents(Integer.MAX_VALUE);
    }

    Call multiplexed() {
        return as(new Body.Multiplexed());
    }

    Call raw() {
        return as(new Body.Raw());
    }

    Call tar() {
        return as(new Body.Tar());
    }

    /** Sends this over the hijacked connection and ends the input. */
    Call input(String text) {
        return input(new Input(text.getBytes(StandardCharsets.UTF_8), true));
    }

    /** Sends this over the hijacked connection and keeps the input open, as a person at a terminal does. */
    Call typed(String text) {
        return input(new Input(text.getBytes(StandardCharsets.UTF_8), false));
    }

    Call meanwhile(Call other) {
        return new Call(id, request, body, input, Optional.of(other), saves, exact);
    }

    Call saves(String name, String pointer) {
        return new Call(id, request, body, input, meanwhile, Map.of(name, pointer), exact);
    }

    Call exact(String... paths) {
        return new Call(id, request, body, input, meanwhile, saves, List.of(paths));
    }

    private Call input(Input sent) {
        return new Call(id, request, body, Optional.of(sent), meanwhile, saves, exact);
    }

    private Call as(Body kind) {
        return new Call(id, request, kind, input, meanwhile, saves, exact);
    }
}
