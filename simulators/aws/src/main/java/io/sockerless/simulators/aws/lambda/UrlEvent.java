package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Call;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request to the URL of a function, as the function is told of it: payload format 2.0.
 *
 * @param peer address and port
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads">AWS</a>
 */
record UrlEvent(Call call, FunctionUrl url, String path, String peer) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String TEXT = "text/.*|application/(.*\\+)?(json|xml|javascript|x-www-form-urlencoded)\\b.*";
    private static final String ROUTE = "$default";

    ObjectNode json(String id, Instant now, Optional<Caller> signer) {
        ObjectNode event = Json.MAPPER
                .createObjectNode()
                .put("version", "2.0")
                .put("routeKey", ROUTE)
                .put("rawPath", path)
                .put("rawQueryString", call.rawQuery());
        headers(event);
        query(event);
        context(event.putObject("requestContext"), id, now, signer);
        boolean text = call.header("Content-Type").toLowerCase(Locale.ROOT).matches(TEXT);
        if (call.body().length > 0) {
            event.put("body", text ? call.text() : Base64.getEncoder().encodeToString(call.body()));
        }
        return event.put("isBase64Encoded", call.body().length > 0 && !text);
    }

    /** Cookies are apart. */
    private void headers(ObjectNode event) {
        ObjectNode headers = Json.MAPPER.createObjectNode();
        for (String name : call.names()) {
            if (name.equals("cookie")) {
                ArrayNode cookies = event.putArray("cookies");
                call.headers().apply(name).forEach(line -> {
                    for (String cookie : line.split(";\\s*")) {
                        cookies.add(cookie.strip());
                    }
                });
            } else {
                headers.put(name, String.join(",", call.headers().apply(name)));
            }
        }
        event.set("headers", headers);
    }

    private void query(ObjectNode event) {
        if (call.rawQuery().isEmpty()) {
            return;
        }
        Map<String, String> values = new TreeMap<>();
        for (String pair : call.rawQuery().split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            values.merge(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)), (one, next) -> one + "," + next);
        }
        ObjectNode told = event.putObject("queryStringParameters");
        values.forEach(told::put);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void context(ObjectNode context, String id, Instant now, Optional<Caller> signer) {
        String host = call.header("Host");
        context.put("accountId", signer.map(Caller::account).orElse("anonymous"))
                .put("apiId", url.id())
                .put("domainName", host)
                .put("domainPrefix", url.id())
                .put("requestId", id)
                .put("routeKey", ROUTE)
                .put("stage", ROUTE)
                .put("time", TIME.format(now))
                .put("timeEpoch", now.toEpochMilli());
        context.putObject("http")
                .put("method", call.method())
                .put("path", path)
                .put("protocol", "HTTP/1.1")
                .put("sourceIp", peer.replaceFirst("^/", "").replaceFirst(":\\d+$", ""))
                .put("userAgent", call.header("User-Agent"));
        signer.ifPresent(caller -> context.putObject("authorizer")
                .putObject("iam")
                .put("accessKey", caller.accessKey())
                .put("accountId", caller.account())
                .put("callerId", caller.accessKey())
                .putNull("cognitoIdentity")
                .putNull("principalOrgId")
                .put("userArn", "arn:aws:iam::" + caller.account() + ":root")
                .put("userId", caller.accessKey()));
    }
}
