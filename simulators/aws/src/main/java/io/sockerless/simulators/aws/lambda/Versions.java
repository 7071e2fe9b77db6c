package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Published versions: $LATEST as it was, under a number, for ever. */
record Versions(Functions functions) {
    Map<String, Operation> operations() {
        return Map.of("PublishVersion", this::publish, "ListVersionsByFunction", this::list);
    }

    /**
     * The last one, if $LATEST has not changed since.
     *
     * @param description empty to take that of $LATEST
     */
    static FunctionVersion publish(Functions functions, String arn, String description) {
        synchronized (functions.functions()) {
            LambdaFunction function = functions.functions().get(arn).orElseThrow(() -> Functions.missing(arn));
            List<FunctionVersion> all = functions.versions(arn);
            if (!all.isEmpty() && same(function.latest(), all.getLast())) {
                return all.getLast();
            }
            int number = function.published() + 1;
            String qualified = arn + ":" + number;
            FunctionVersion latest = function.latest().with(configuration -> {
                configuration
                        .put("FunctionArn", qualified)
                        .put("Version", Integer.toString(number))
                        .put("RevisionId", Functions.revision());
                if (!description.isEmpty()) {
                    configuration.put("Description", description);
                }
            });
            FunctionVersion published =
                    new FunctionVersion(qualified, latest.caller(), latest.configuration(), latest.code());
            functions.state().write(batch -> {
                functions.versions().put(batch, published);
                functions.functions().put(batch, function.publishing(number));
            });
            return published;
        }
    }

    /** Whether nothing that a version has is different. */
    private static boolean same(FunctionVersion one, FunctionVersion other) {
        return essence(one).equals(essence(other))
                && one.code().sha256().equals(other.code().sha256());
    }

    private static ObjectNode essence(FunctionVersion version) {
        ObjectNode configuration = version.configuration().deepCopy();
        configuration.remove(List.of("FunctionArn", "Version", "RevisionId", "LastModified", "Description", "State"));
        configuration.remove(List.of("StateReason", "StateReasonCode", "LastUpdateStatus"));
        configuration.remove(List.of("LastUpdateStatusReason", "LastUpdateStatusReasonCode"));
        return configuration;
    }

    static void delete(Functions functions, FunctionName name) {
        if (!name.qualifier().matches("\\d+")) {
            String what = name.qualifier().equals(FunctionVersion.LATEST)
                    ? "$LATEST version cannot be deleted without deleting the function."
                    : "Deletion of aliases is not currently supported.";
            throw new AwsException("InvalidParameterValueException", what);
        }
        List<String> used = functions.aliases(name.arn()).stream()
                .filter(alias -> alias.version().equals(name.qualifier()))
                .map(FunctionAlias::name)
                .toList();
        if (!used.isEmpty()) {
            throw new AwsException(
                    409,
                    "ResourceConflictException",
                    "Unable to delete version because the following aliases reference it: " + used);
        }
        functions.versions().delete(name.qualified());
    }

    private Response publish(Asked asked) {
        Input input = asked.input(Set.of("CodeSha256", "Description", "RevisionId"));
        FunctionName name = asked.function();
        FunctionVersion latest = functions.function(name).latest();
        Changes.revision(latest.text("RevisionId"), input.text("RevisionId"));
        String sha = input.text("CodeSha256");
        if (!sha.isEmpty() && !sha.equals(latest.text("CodeSha256"))) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "CodeSHA256 (" + sha + ") is different from current CodeSHA256 in $LATEST ("
                            + latest.text("CodeSha256") + "). Please try again with the CodeSHA256 in $LATEST.");
        }
        return Asked.json(
                201, publish(functions, name.arn(), input.text("Description")).configuration());
    }

    private Response list(Asked asked) {
        FunctionName name = asked.function();
        List<FunctionVersion> all = new ArrayList<>();
        all.add(functions.function(name).latest());
        all.addAll(functions.versions(name.arn()));
        Pages<FunctionVersion> page = Functions.page(asked, all, Versions::order);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("Versions");
        page.items()
                .forEach(version -> shown.add(
                        version.configuration().deepCopy().put("FunctionArn", name.arn() + ":" + version.version())));
        page.next().ifPresent(token -> out.put("NextMarker", token));
        return Asked.json(200, out);
    }

    private static String order(FunctionVersion version) {
        return version.version().equals(FunctionVersion.LATEST)
                ? version.version()
                : "%010d".formatted(Integer.parseInt(version.version()));
    }
}
