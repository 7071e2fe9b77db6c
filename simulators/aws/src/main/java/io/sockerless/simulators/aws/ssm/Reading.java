package io.sockerless.simulators.aws.ssm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ssm.Parameter.Version;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reading parameters, by name and by path. */
record Reading(Documents<Parameter> parameters, Sealing sealing) {
    private static final int PAGE = 10;
    private static final int HISTORY_PAGE = 50;

    /** A version of a parameter, as it was asked for. */
    private record Found(Parameter parameter, Version version, String selector) {}

    Map<String, Operation> operations() {
        return Map.of(
                "GetParameter", this::get,
                "GetParameters", this::getAll,
                "GetParametersByPath", this::byPath,
                "GetParameterHistory", this::history);
    }

    static AwsException missing() {
        return new AwsException("ParameterNotFound", "");
    }

    String value(Caller caller, String name) {
        return find(caller, name).version().value();
    }

    private Found find(Caller caller, String wanted) {
        String named = Names.plain(wanted);
        int colon = named.indexOf(':');
        String name = colon < 0 ? named : named.substring(0, colon);
        String selector = colon < 0 ? "" : named.substring(colon + 1);
        Parameter parameter = parameters
                .get(Parameter.key(caller, name))
                .filter(_ -> selector.indexOf(':') < 0)
                .orElseThrow(() -> new AwsException("ParameterNotFound", "Parameter " + wanted + " not found."));
        Optional<Version> version = parameter.version(selector);
        if (version.isEmpty()) {
            throw new AwsException(
                    "ParameterVersionNotFound",
                    "Systems Manager could not find version " + selector + " of " + name
                            + ". Verify the version and try again.");
        }
        return new Found(parameter, version.get(), selector);
    }

    private ObjectNode shown(Caller caller, Found found, boolean decrypted) {
        Version version = found.version();
        boolean sealed = version.type().equals(Parameter.SECURE) && !decrypted;
        String name = found.parameter().name();
        ObjectNode shown = Json.MAPPER
                .createObjectNode()
                .put("Name", name)
                .put("Type", version.type())
                .put(
                        "Value",
                        sealed
                                ? sealing.sealed(found.parameter().key(), version.number(), version.value())
                                : version.value())
                .put("Version", version.number())
                .put("LastModifiedDate", version.modified() / 1000.0)
                .put("ARN", found.parameter().arn(caller))
                .put("DataType", version.dataType());
        if (!found.selector().isEmpty()) {
            shown.put("Selector", ":" + found.selector());
        }
        return shown;
    }

    private ObjectNode get(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("Parameter", shown(caller, find(caller, input.required("Name")), input.flag("WithDecryption")));
        return out;
    }

    private ObjectNode getAll(Caller caller, Input input) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("Parameters");
        ArrayNode invalid = out.putArray("InvalidParameters");
        for (String name : Writing.names(input)) {
            try {
                found.add(shown(caller, find(caller, name), input.flag("WithDecryption")));
            } catch (AwsException _) {
                invalid.add(name); // as the service lists all that it cannot give
            }
        }
        return out;
    }

    private ObjectNode byPath(Caller caller, Input input) {
        String path = input.required("Path");
        if (!path.startsWith("/")) {
            throw Names.invalid(
                    "The parameter doesn't meet the parameter name requirements. The parameter name must begin"
                            + " with a forward slash \"/\". It can't be prefixed with \\\"aws\\\" or \\\"ssm\\\""
                            + " (case-insensitive).");
        }
        List<Parameter> wanted = Filters.of(input).wanted(below(caller, path, input.flag("Recursive")));
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("Parameters");
        Pages<Parameter> page = page(wanted, input, PAGE, PAGE);
        page.items()
                .forEach(one ->
                        found.add(shown(caller, new Found(one, one.latest(), ""), input.flag("WithDecryption"))));
        page.next().ifPresent(token -> out.put("NextToken", token));
        return out;
    }

    List<Parameter> below(Caller caller, String path, boolean recursive) {
        String prefix = path.endsWith("/") ? path : path + "/";
        return all(caller).stream()
                .filter(one -> Filters.below(one, prefix, recursive))
                .toList();
    }

    List<Parameter> all(Caller caller) {
        return parameters.all(one -> one.place().equals(Parameter.place(caller)));
    }

    private ObjectNode history(Caller caller, Input input) {
        String name = Names.plain(input.required("Name"));
        Parameter parameter = parameters.get(Parameter.key(caller, name)).orElseThrow(Reading::missing);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("Parameters");
        Pages<Version> page;
        try {
            page = Pages.of(
                    parameter.versions(),
                    version -> String.format("%019d", version.number()),
                    input.text("NextToken"),
                    input.number("MaxResults", 1, HISTORY_PAGE, HISTORY_PAGE));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidNextToken", "The specified token is not valid.");
        }
        for (Version version : page.items()) {
            ObjectNode one = shown(caller, new Found(parameter, version, ""), input.flag("WithDecryption"));
            one.remove("ARN");
            Describing.describe(one, version);
            ArrayNode labels = one.putArray("Labels");
            version.labels().forEach(labels::add);
            found.add(one);
        }
        page.next().ifPresent(token -> out.put("NextToken", token));
        return out;
    }

    /** @param size of a page when the client asks for none */
    static Pages<Parameter> page(List<Parameter> all, Input input, int most, int size) {
        try {
            return Pages.of(all, Parameter::key, input.text("NextToken"), input.number("MaxResults", 1, most, size));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidNextToken", "The specified token is not valid.");
        }
    }
}
