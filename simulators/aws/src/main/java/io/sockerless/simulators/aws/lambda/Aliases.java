package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names of versions that can be moved from one to another. */
record Aliases(Functions functions) {
    private static final String NAME = "(?!^[0-9]+$)([a-zA-Z0-9-_]+)";

    Map<String, Operation> operations() {
        return Map.of(
                "CreateAlias", this::create,
                "GetAlias", this::get,
                "UpdateAlias", this::update,
                "ListAliases", this::list,
                "DeleteAlias", this::delete);
    }

    private static ObjectNode shown(FunctionAlias alias) {
        return Json.MAPPER
                .createObjectNode()
                .put("AliasArn", alias.arn())
                .put("Name", alias.name())
                .put("FunctionVersion", alias.version())
                .put("Description", alias.description())
                .put("RevisionId", alias.revision());
    }

    /** With the alias as its qualifier. */
    private static FunctionName named(Asked asked) {
        FunctionName function = asked.function();
        return new FunctionName(
                function.caller(), function.name(), asked.values().get("Name"));
    }

    private String version(FunctionName name, String version) {
        if (!version.matches("\\$LATEST|\\d+")) {
            throw Asked.invalid(
                    "functionVersion",
                    version,
                    "Member must satisfy regular expression pattern: (\\$LATEST(\\.PUBLISHED)?|[0-9]+)");
        }
        functions.version(new FunctionName(name.caller(), name.name(), version));
        return version;
    }

    private Response create(Asked asked) {
        Input input = asked.input(Set.of("Name", "FunctionVersion", "Description"));
        FunctionName function = asked.function();
        functions.function(function);
        String alias = input.required("Name");
        if (!alias.matches(NAME) || alias.length() > 128) {
            throw Asked.invalid("name", alias, "Member must satisfy regular expression pattern: " + NAME);
        }
        String arn = function.arn() + ":" + alias;
        FunctionAlias made = new FunctionAlias(
                arn,
                alias,
                version(function, input.required("FunctionVersion")),
                input.text("Description"),
                Functions.revision());
        synchronized (functions.aliases()) {
            if (functions.aliases().get(arn).isPresent()) {
                throw new AwsException(409, "ResourceConflictException", "Alias already exists: " + arn);
            }
            functions.aliases().put(made);
        }
        return Asked.json(201, shown(made));
    }

    private static AwsException missing(FunctionName alias) {
        return new AwsException(404, "ResourceNotFoundException", "Cannot find alias arn: " + alias.qualified());
    }

    private Response get(Asked asked) {
        FunctionName name = named(asked);
        return Asked.json(200, shown(functions.aliases().get(name.qualified()).orElseThrow(() -> missing(name))));
    }

    private Response update(Asked asked) {
        Input input = asked.input(Set.of("FunctionVersion", "Description", "RevisionId"));
        FunctionName name = named(asked);
        Optional<FunctionAlias> changed = functions.aliases().change(name.qualified(), alias -> {
            Changes.revision(alias.revision(), input.text("RevisionId"));
            return new FunctionAlias(
                    alias.arn(),
                    alias.name(),
                    input.has("FunctionVersion") ? version(name, input.text("FunctionVersion")) : alias.version(),
                    input.has("Description") ? input.text("Description") : alias.description(),
                    Functions.revision());
        });
        return Asked.json(200, shown(changed.orElseThrow(() -> missing(name))));
    }

    private Response list(Asked asked) {
        FunctionName name = asked.function();
        functions.function(name);
        String version = asked.query().get("FunctionVersion");
        List<FunctionAlias> all = functions.aliases(name.arn()).stream()
                .filter(alias -> version.isEmpty() || alias.version().equals(version))
                .toList();
        Pages<FunctionAlias> page = Functions.page(asked, all, FunctionAlias::arn);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("Aliases");
        page.items().forEach(alias -> shown.add(shown(alias)));
        page.next().ifPresent(token -> out.put("NextMarker", token));
        return Asked.json(200, out);
    }

    /** What is not there is deleted. */
    private Response delete(Asked asked) {
        functions.aliases().delete(named(asked).qualified());
        return Asked.nothing();
    }
}
