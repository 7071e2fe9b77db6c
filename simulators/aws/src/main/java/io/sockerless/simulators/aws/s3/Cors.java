package io.sockerless.simulators.aws.s3;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What browsers are told: that they may ask at all, before they ask, and with each answer that a page may have it. */
record Cors(Buckets buckets) {
    static final String DOCUMENT = "cors";

    private static final String METHOD = "Access-Control-Request-Method";
    private static final String HEADERS = "Access-Control-Request-Headers";

    private List<CorsRule> rules(Address address) {
        return buckets.find(address.bucket())
                .map(bucket -> bucket.documents().get(DOCUMENT))
                .map(CorsRules::parse)
                .orElse(List.of());
    }

    /** A browser's question. Nobody signs it. @throws AwsException NoSuchBucket, BadRequest, AccessForbidden */
    Response preflight(Address address, Call call) {
        buckets.required(address.bucket());
        String origin = call.header("Origin");
        String method = call.header(METHOD);
        if (origin.isEmpty()) {
            throw new AwsException("BadRequest", "Insufficient information. Origin request header needed.");
        }
        if (!method.matches("GET|PUT|HEAD|POST|DELETE")) {
            throw new AwsException(
                    "BadRequest", "Invalid Access-Control-Request-Method: " + (method.isEmpty() ? "null" : method));
        }
        List<CorsRule> rules = rules(address);
        if (rules.isEmpty()) {
            throw forbidden("CORSResponse: CORS is not enabled for this bucket.", address, method);
        }
        List<String> headers = Arrays.stream(call.header(HEADERS).split(","))
                .map(String::strip)
                .filter(header -> !header.isEmpty())
                .toList();
        CorsRule rule = rules.stream()
                .filter(one -> one.allows(origin, method, headers))
                .findFirst()
                .orElseThrow(() -> forbidden(
                        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of"
                                + " Origin, request method / Access-Control-Request-Method or"
                                + " Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
                        address,
                        method));
        Map<String, String> told = headers(rule, origin);
        if (!headers.isEmpty()) {
            told.put("Access-Control-Allow-Headers", String.join(", ", headers));
        }
        return Answers.empty(200, told);
    }

    private static AwsException forbidden(String message, Address address, String method) {
        return new AwsException(403, "AccessForbidden", message)
                .detail("Method", method)
                .detail("ResourceType", address.key().isEmpty() ? "BUCKET" : "OBJECT");
    }

    /** What an answer has because of where its request is from; nothing when no rule says so. */
    Map<String, String> headers(Address address, Call call) {
        String origin = call.header("Origin");
        if (origin.isEmpty()) {
            return Map.of();
        }
        Optional<CorsRule> rule = rules(address).stream()
                .filter(one -> one.allows(origin, call.method(), List.of()))
                .findFirst();
        return rule.map(one -> headers(one, origin)).orElse(new HashMap<>());
    }

    private static Map<String, String> headers(CorsRule rule, String origin) {
        Map<String, String> told = new HashMap<>();
        boolean anybody = rule.origin(origin).filter("*"::equals).isPresent();
        told.put("Access-Control-Allow-Origin", anybody ? "*" : origin);
        if (!anybody) {
            told.put("Access-Control-Allow-Credentials", "true");
        }
        told.put("Access-Control-Allow-Methods", String.join(", ", rule.methods()));
        if (!rule.exposed().isEmpty()) {
            told.put("Access-Control-Expose-Headers", String.join(", ", rule.exposed()));
        }
        if (rule.age() >= 0) {
            told.put("Access-Control-Max-Age", Integer.toString(rule.age()));
        }
        told.put("Vary", "Origin, " + HEADERS + ", " + METHOD);
        return told;
    }
}
