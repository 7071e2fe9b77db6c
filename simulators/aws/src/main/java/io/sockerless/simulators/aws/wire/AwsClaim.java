package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Claim;
import io.sockerless.simulators.kernel.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * A request for an AWS service.
 *
 * @param plain the same without compression
 * @param found empty when it is for a service that is not here
 */
record AwsClaim(
        Call call,
        Call plain,
        Scope scope,
        Protocol protocol,
        String service,
        String operation,
        Optional<Service> found,
        Signatures signatures)
        implements Claim {
    private static final System.Logger LOG = System.getLogger(AwsClaim.class.getName());

    @Override
    public Response answer() throws InterruptedException {
        String requestId = requestId();
        try {
            signatures.verify(call, scope, protocol);
            Optional<Service.Telling> telling =
                    found.map(service -> service.telling().get(operation));
            if (telling.isPresent()) {
                return Protocol.events(requestId, telling.get().apply(signatures.caller(scope), input()));
            }
            Service.Operation served =
                    found.map(service -> service.operations().get(operation)).orElseThrow(this::unknown);
            ObjectNode output = served.apply(signatures.caller(scope), input());
            return protocol.response(requestId, new Protocol.Reply(operation, namespace(), shapes(), output));
        } catch (AwsException e) {
            return protocol.error(requestId, e, namespace(), shapes());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, service + ":" + operation + " failed", e);
            AwsException told = new AwsException(500, "InternalFailure", "the simulator failed: " + e);
            return protocol.error(requestId, told, namespace(), shapes());
        }
    }

    @Override
    public Response refusal(Refusal refusal) {
        AwsException error =
                new AwsException(refusal.status(), refusal.code(), refusal.message() == null ? "" : refusal.message());
        return protocol.error(requestId(), error, namespace(), shapes());
    }

    /** The same for every attempt, so that it can be found in the request log. */
    private String requestId() {
        return UUID.nameUUIDFromBytes(call.id().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private String namespace() {
        return found.map(Service::namespace).orElse("https://" + service + ".amazonaws.com/doc/");
    }

    private Shapes shapes() {
        return found.map(Service::shapes).orElse(Shapes.NONE);
    }

    /** As the service itself answers what it does not know; the message says that it may be our ignorance. */
    private AwsException unknown() {
        String what = service.isEmpty() ? "This request" : operation.isEmpty() ? service : service + ":" + operation;
        String message = what + " is not simulated.";
        return switch (protocol) {
            case JSON_1_0, JSON_1_1, CBOR -> new AwsException("UnknownOperationException", message);
            case QUERY, EC2 -> new AwsException("InvalidAction", message);
            case REST_JSON -> new AwsException(404, "UnknownOperationException", message);
            case REST_XML -> new AwsException(501, "NotImplemented", message);
        };
    }

    private Input input() {
        byte[] body = plain.body();
        if (protocol == Protocol.QUERY || protocol == Protocol.EC2) {
            Query query = Query.parse(body.length > 0 ? plain.text() : call.rawQuery());
            if (!shapes().none()) {
                return Input.of(shapes().read(query));
            }
            ObjectNode parameters = Json.MAPPER.createObjectNode();
            query.names().forEach(name -> parameters.put(name, query.get(name)));
            return new Input(parameters, "ValidationError");
        }
        if (body.length == 0) {
            return Input.of(Json.MAPPER.createObjectNode());
        }
        boolean cbor = protocol == Protocol.CBOR;
        return (cbor ? Trees.ofCbor(body) : Trees.ofJson(body))
                .map(Input::of)
                .orElseThrow(() -> new AwsException(
                        "SerializationException", "The request is not a " + (cbor ? "map of CBOR." : "JSON object.")));
    }
}
