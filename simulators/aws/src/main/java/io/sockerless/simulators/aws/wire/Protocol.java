package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.kernel.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** How AWS services write on the wire: what they say, and what they refuse. */
enum Protocol {
    JSON_1_0("application/x-amz-json-1.0"),
    JSON_1_1("application/x-amz-json-1.1"),
    QUERY("text/xml"),
    EC2("text/xml"),
    REST_JSON("application/json"),
    REST_XML("application/xml"),
    CBOR("application/cbor");

    private static final String REQUEST_ID = "x-amzn-RequestId";

    private final String type;

    Protocol(String type) {
        this.type = type;
    }

    Response response(String requestId, Reply reply) {
        return switch (this) {
            case JSON_1_0, JSON_1_1, REST_JSON ->
                new Response(200, type, Map.of(REQUEST_ID, requestId), bytes(reply.output()));
            case QUERY -> new Response(200, type, Map.of(REQUEST_ID, requestId), queryXml(requestId, reply));
            case EC2 -> new Response(200, type, Map.of(REQUEST_ID, requestId), ec2Xml(requestId, reply));
            case CBOR -> new Response(200, type, cborHeaders(requestId), Trees.cbor(reply.output()));
            case REST_XML -> throw new IllegalStateException("no service here speaks " + this);
        };
    }

    /** Where an operation of JSON tells events; its own answer, which has nothing to say, is the first of them. */
    static Response events(String requestId, Service.Events events) {
        return new Response(200, EventStream.TYPE, Map.of(REQUEST_ID, requestId), (Response.Stream) out -> {
            EventStream stream = new EventStream(out);
            stream.event("initial-response", Json.MAPPER.createObjectNode());
            events.tell(stream);
        });
    }

    /**
     * What an operation has to say.
     *
     * @param namespace of XML
     */
    record Reply(String operation, String namespace, Shapes shapes, ObjectNode output) {}

    /** Clients that check a checksum of it, or its length, expect no newline. */
    private static byte[] bytes(ObjectNode output) {
        return Trees.json(output);
    }

    private static byte[] queryXml(String requestId, Reply reply) {
        Xml xml = new Xml();
        xml.open(reply.operation() + "Response", reply.namespace());
        xml.open(reply.operation() + "Result");
        xml.members(reply.output(), "member", reply.shapes().maps());
        xml.close();
        xml.open("ResponseMetadata").leaf("RequestId", requestId).close();
        return xml.close().bytes();
    }

    private static byte[] ec2Xml(String requestId, Reply reply) {
        Xml xml = new Xml().open(reply.operation() + "Response", reply.namespace());
        return xml.leaf("requestId", requestId)
                .members(reply.output(), "item")
                .close()
                .bytes();
    }

    private static Map<String, String> cborHeaders(String requestId) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of(REQUEST_ID, requestId));
        headers.put("smithy-protocol", "rpc-v2-cbor");
        return headers;
    }

    /** How those clients know an error that knew it from answers to queries. */
    private static Map<String, String> told(Map<String, String> headers, AwsException error, Shapes shapes) {
        Map<String, String> out = new LinkedHashMap<>(headers);
        if (!shapes.none()) {
            String fault = error.status() < 500 ? ";Sender" : ";Receiver";
            out.put("x-amzn-query-error", shapes.code(error.code()) + fault);
        }
        return out;
    }

    Response error(String requestId, AwsException error, String namespace, Shapes shapes) {
        int status = error.status();
        String code = error.code();
        String message = error.getMessage();
        return switch (this) {
            case JSON_1_0, JSON_1_1 -> {
                ObjectNode body = Json.MAPPER.createObjectNode().put("__type", code);
                error.structures().forEach(body::set);
                // Some services' models have it with a capital letter; clients read either.
                Map<String, String> headers = told(Map.of(REQUEST_ID, requestId), error, shapes);
                yield new Response(status, type, headers, bytes(body.put("message", message)));
            }
            case REST_JSON -> {
                // Services' models have it with a capital letter or not; clients read either.
                ObjectNode body = Json.MAPPER.createObjectNode();
                body.put("Type", status < 500 ? "User" : "Service").put("message", message);
                Map<String, String> headers = new LinkedHashMap<>(Map.of(REQUEST_ID, requestId));
                headers.put("x-amzn-ErrorType", code);
                yield new Response(status, type, headers, bytes(body));
            }
            case QUERY -> {
                Xml xml = new Xml();
                xml.open("ErrorResponse", namespace).open("Error");
                xml.leaf("Type", status < 500 ? "Sender" : "Receiver");
                xml.leaf("Code", shapes.code(code)).leaf("Message", message).close();
                xml.leaf("RequestId", requestId).close();
                yield new Response(status, type, Map.of(REQUEST_ID, requestId), xml.bytes());
            }
            case EC2 -> {
                Xml xml = new Xml().open("Response").open("Errors").open("Error");
                xml.leaf("Code", code).leaf("Message", message).close().close();
                xml.leaf("RequestID", requestId).close();
                yield new Response(status, type, Map.of(REQUEST_ID, requestId), xml.bytes());
            }
            case REST_XML -> {
                Xml xml = new Xml().open("Error").leaf("Code", code).leaf("Message", message);
                error.members().forEach(xml::leaf);
                xml.leaf("RequestId", requestId).close();
                Map<String, String> headers = new LinkedHashMap<>(error.headers());
                headers.put("x-amz-request-id", requestId);
                yield new Response(status, type, headers, xml.bytes());
            }
            case CBOR -> {
                ObjectNode body = Json.MAPPER.createObjectNode().put("__type", code);
                error.structures().forEach(body::set);
                Map<String, String> headers = told(cborHeaders(requestId), error, shapes);
                yield new Response(status, type, headers, Trees.cbor(body.put("message", message)));
            }
        };
    }
}
