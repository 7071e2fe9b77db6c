package io.sockerless.simulators.aws.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Xml;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The rules of a bucket as documents: XML for clients, JSON in the bucket's row. */
final class CorsRules {
    private static final int MOST = 100;
    private static final List<String> METHODS = List.of("GET", "PUT", "HEAD", "POST", "DELETE");

    private CorsRules() {}

    /** @throws AwsException MalformedXML, InvalidRequest */
    static List<CorsRule> read(Call call) throws IOException {
        List<XmlBody> rules = XmlBody.readChecked(call, "CORSConfiguration").children();
        if (rules.isEmpty() || rules.size() > MOST) {
            throw XmlBody.malformed();
        }
        return rules.stream().map(CorsRules::rule).toList();
    }

    private static CorsRule rule(XmlBody told) {
        List<String> origins = texts(told, "AllowedOrigin");
        List<String> methods = texts(told, "AllowedMethod");
        List<String> headers = texts(told, "AllowedHeader");
        List<String> exposed = texts(told, "ExposeHeader");
        String age = told.text("MaxAgeSeconds");
        boolean known = told.name().equals("CORSRule")
                && told.children().stream()
                        .allMatch(child ->
                                child.name().matches("ID|Allowed(Origin|Method|Header)|ExposeHeader|MaxAgeSeconds"));
        if (!known || origins.isEmpty() || methods.isEmpty() || !age.matches("\\d{0,9}")) {
            throw XmlBody.malformed();
        }
        methods.stream().filter(method -> !METHODS.contains(method)).findFirst().ifPresent(method -> {
            throw invalid("Found unsupported HTTP method in CORS config. Unsupported method is " + method);
        });
        origins.forEach(origin -> oneStar("AllowedOrigin", origin));
        headers.forEach(header -> oneStar("AllowedHeader", header));
        exposed.stream().filter(header -> header.contains("*")).findFirst().ifPresent(header -> {
            throw invalid("ExposeHeader \"" + header
                    + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
        });
        return new CorsRule(
                told.text("ID"), origins, methods, headers, exposed, age.isEmpty() ? -1 : Integer.parseInt(age));
    }

    private static List<String> texts(XmlBody rule, String name) {
        return rule.children().stream()
                .filter(child -> child.name().equals(name))
                .map(XmlBody::text)
                .toList();
    }

    private static void oneStar(String what, String text) {
        if (text.indexOf('*') != text.lastIndexOf('*')) {
            throw invalid(what + " \"" + text + "\" can not have more than one wildcard.");
        }
    }

    private static AwsException invalid(String message) {
        return new AwsException("InvalidRequest", message);
    }

    static String json(List<CorsRule> rules) {
        try {
            return Json.MAPPER.writeValueAsString(rules);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param json as {@link #json} made it */
    static List<CorsRule> parse(String json) {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<List<CorsRule>>() {});
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Xml xml(List<CorsRule> rules) {
        Xml xml = new Xml().open("CORSConfiguration", Answers.NAMESPACE);
        for (CorsRule rule : rules) {
            xml.open("CORSRule");
            if (!rule.id().isEmpty()) {
                xml.leaf("ID", rule.id());
            }
            rule.headers().forEach(one -> xml.leaf("AllowedHeader", one));
            rule.methods().forEach(one -> xml.leaf("AllowedMethod", one));
            rule.origins().forEach(one -> xml.leaf("AllowedOrigin", one));
            rule.exposed().forEach(one -> xml.leaf("ExposeHeader", one));
            if (rule.age() >= 0) {
                xml.leaf("MaxAgeSeconds", Integer.toString(rule.age()));
            }
            xml.close();
        }
        return xml.close();
    }
}
