package io.sockerless.frontends.buildkit.solve;

import io.sockerless.frontends.buildkit.wire.gateway.SolveRequest;
import io.sockerless.frontends.buildkit.wire.ops.Definition;
import java.util.Map;

/**
 * What a client wants to have built.
 *
 * @param frontend what understands the attributes
 * @param graph of a client that knows by itself what to do; normally empty
 * @param inputs graphs that stand for contexts
 */
record Order(String frontend, Attributes attributes, Definition graph, Map<String, Definition> inputs) {
    static Order of(SolveRequest request) {
        return new Order(
                request.getFrontend(),
                new Attributes(request.getFrontendOptMap()),
                request.getDefinition(),
                request.getFrontendInputsMap());
    }

    static Order of(io.sockerless.frontends.buildkit.wire.control.SolveRequest request) {
        return new Order(
                request.getFrontend(),
                new Attributes(request.getFrontendAttrsMap()),
                request.getDefinition(),
                request.getFrontendInputsMap());
    }
}
