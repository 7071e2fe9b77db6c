package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.frontends.http.Exchange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Status and headers of what the URL of a function answers, as the function says them. @param type of the body */
record UrlHead(int status, String type, Map<String, String> headers, List<String> cookies) {
    private static final List<String> OURS = List.of("content-length", "transfer-encoding", "connection");

    /** @param type where none is said @return empty for what cannot be answered */
    static Optional<UrlHead> parse(JsonNode told, String type) {
        int status = told.path("statusCode").asInt(200);
        if (status < 200 || status > 599) {
            return Optional.empty();
        }
        String said = type;
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : told.path("headers").properties()) {
            String value = header.getValue().asText();
            if (broken(value) || !header.getKey().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                return Optional.empty();
            }
            if (header.getKey().equalsIgnoreCase("content-type")) {
                said = value;
            } else if (!OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), value);
            }
        }
        List<String> cookies =
                told.path("cookies").valueStream().map(JsonNode::asText).toList();
        return cookies.stream().anyMatch(UrlHead::broken)
                ? Optional.empty()
                : Optional.of(new UrlHead(status, said, headers, cookies));
    }

    private static boolean broken(String value) {
        return value.contains("\r") || value.contains("\n");
    }

    /** Whether there is no body with that status. */
    boolean bare() {
        return status == 204 || status == 304;
    }

    void apply(Exchange exchange) {
        headers.forEach(exchange::header);
        cookies.forEach(cookie -> exchange.addHeader("Set-Cookie", cookie));
    }
}
