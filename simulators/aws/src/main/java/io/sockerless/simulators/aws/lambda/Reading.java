package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What functions there are. */
record Reading(Functions functions, CodeDownloads downloads) {
    Map<String, Operation> operations() {
        return Map.of(
                "GetFunction", this::get,
                "GetFunctionConfiguration", this::configuration,
                "ListFunctions", this::list,
                "GetAccountSettings", this::account,
                "GetFunctionCodeSigningConfig", this::signing,
                "ListEventSourceMappings", this::sources);
    }

    /** As it was asked for: a qualifier is in its ARN. */
    private ObjectNode shown(FunctionName name) {
        FunctionVersion version = functions.version(name);
        ObjectNode configuration = version.configuration().deepCopy();
        return name.qualifier().isEmpty() ? configuration : configuration.put("FunctionArn", name.qualified());
    }

    private Response get(Asked asked) {
        FunctionName name = asked.function();
        LambdaFunction function = functions.function(name);
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("Configuration", shown(name));
        Code code = functions.version(name).code();
        ObjectNode where = out.putObject("Code");
        if (code.archive().there()) {
            where.put("RepositoryType", "S3").put("Location", downloads.location(code.archive()));
        } else {
            where.put("RepositoryType", "ECR").put("ImageUri", code.uri()).put("ResolvedImageUri", code.resolved());
        }
        if (!function.tags().isEmpty()) {
            out.set("Tags", FunctionTags.shown(function.tags()));
        }
        if (function.reserved() >= 0) {
            out.putObject("Concurrency").put("ReservedConcurrentExecutions", function.reserved());
        }
        return Asked.json(200, out);
    }

    private Response configuration(Asked asked) {
        return Asked.json(200, shown(asked.function()));
    }

    private Response list(Asked asked) {
        String which = asked.query().get("FunctionVersion");
        if (!which.isEmpty() && !which.equals("ALL")) {
            throw Asked.invalid("functionVersion", which, "Member must satisfy enum value set: [ALL]");
        }
        if (asked.query().has("MasterRegion")) {
            throw new AwsException("InvalidParameterValueException", "MasterRegion is not simulated.");
        }
        List<FunctionVersion> all = new ArrayList<>();
        for (LambdaFunction function : functions.functions(asked.caller())) {
            all.add(function.latest());
            if (which.equals("ALL")) {
                all.addAll(functions.versions(function.arn()));
            }
        }
        all.sort(java.util.Comparator.comparing(FunctionVersion::arn));
        Pages<FunctionVersion> page = Functions.page(asked, all, FunctionVersion::arn);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("Functions");
        for (FunctionVersion version : page.items()) {
            ObjectNode configuration = version.configuration().deepCopy();
            // Lists do not say how it is.
            configuration.remove(List.of("State", "LastUpdateStatus"));
            shown.add(which.equals("ALL") ? configuration.put("FunctionArn", qualified(version)) : configuration);
        }
        page.next().ifPresent(token -> out.put("NextMarker", token));
        return Asked.json(200, out);
    }

    private static String qualified(FunctionVersion version) {
        return version.version().equals(FunctionVersion.LATEST)
                ? version.arn() + ":" + FunctionVersion.LATEST
                : version.arn();
    }

    private Response account(Asked asked) {
        List<LambdaFunction> all = functions.functions(asked.caller());
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.putObject("AccountLimit")
                .put("TotalCodeSize", 80_530_636_800L)
                .put("CodeSizeUnzipped", 262_144_000)
                .put("CodeSizeZipped", 52_428_800)
                .put("ConcurrentExecutions", Concurrency.ACCOUNT)
                .put("UnreservedConcurrentExecutions", Reservations.left(all));
        out.putObject("AccountUsage").put("TotalCodeSize", 0).put("FunctionCount", all.size());
        return Asked.json(200, out);
    }

    /** There is none, and none can be made. */
    private Response signing(Asked asked) {
        FunctionVersion latest = functions.function(asked.function()).latest();
        return Asked.json(
                200,
                Json.MAPPER.createObjectNode().put("CodeSigningConfigArn", "").put("FunctionName", latest.name()));
    }

    private Response sources(Asked asked) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.putArray("EventSourceMappings");
        return Asked.json(200, out);
    }
}
