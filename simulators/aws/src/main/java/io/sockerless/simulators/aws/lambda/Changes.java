package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Roles;
import io.sockerless.simulators.kernel.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Making, changing and deleting functions. */
record Changes(
        Functions functions, Packages packages, Fleet fleet, EventConfigs configs, FunctionUrls urls, Roles roles) {
    private static final Set<String> MAKING =
            Set.of("FunctionName", "Code", "PackageType", "Architectures", "Tags", "Publish");
    private static final Set<String> CODE = Set.of("Architectures", "Publish", "DryRun", "RevisionId");

    Map<String, Operation> operations() {
        return Map.of(
                "CreateFunction", this::create,
                "UpdateFunctionCode", this::updateCode,
                "UpdateFunctionConfiguration", this::updateConfiguration,
                "DeleteFunction", this::delete);
    }

    private Response create(Asked asked) {
        Set<String> honoured = new HashSet<>(MAKING);
        honoured.addAll(Settings.FIELDS);
        honoured.addAll(Packages.RUNNING);
        Input input = asked.input(honoured);
        FunctionName name = FunctionName.parse(asked.caller(), input.required("FunctionName"), "");
        input.required("Role");
        Map<String, String> tags = FunctionTags.read(input);
        ObjectNode configuration = Settings.defaults(name.name());
        new Settings(input).apply(configuration);
        refuseExisting(name);
        assumable(name, input.text("Role"));
        Code code = packages.create(name, input, configuration);
        configuration
                .put("FunctionArn", name.arn())
                .put("Version", FunctionVersion.LATEST)
                .put("LastModified", functions.now())
                .put("RevisionId", Functions.revision())
                .put("State", "Pending")
                .put("StateReason", "The function is being created.")
                .put("StateReasonCode", "Creating");
        FunctionVersion latest = new FunctionVersion(name.arn(), name.caller(), configuration, code);
        synchronized (functions.functions()) {
            refuseExisting(name);
            functions.functions().put(LambdaFunction.fresh(latest, tags));
        }
        if (input.flag("Publish")) {
            FunctionVersion published = Versions.publish(functions, name.arn(), "");
            settle(name.arn());
            return Asked.json(201, published.configuration());
        }
        settle(name.arn());
        return Asked.json(201, configuration);
    }

    private void assumable(FunctionName name, String role) {
        if (!roles.assumable(name.caller(), role, "lambda.amazonaws.com")) {
            throw new AwsException(
                    "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.");
        }
    }

    private void refuseExisting(FunctionName name) {
        if (functions.functions().get(name.arn()).isPresent()) {
            throw new AwsException(409, "ResourceConflictException", "Function already exist: " + name.name());
        }
    }

    private Response updateCode(Asked asked) throws InterruptedException {
        FunctionName name = latest(asked);
        Set<String> honoured = new HashSet<>(CODE);
        honoured.addAll(Packages.SOURCES);
        Input input = asked.input(honoured);
        FunctionVersion before = unchanged(name, input);
        ObjectNode told = before.configuration().deepCopy();
        Code code = packages.update(name, input, told);
        if (input.flag("DryRun")) {
            return Asked.json(200, told);
        }
        FunctionVersion changed = change(
                name,
                input,
                version -> List.of("CodeSha256", "CodeSize", "Architectures")
                        .forEach(field -> version.set(field, told.path(field))),
                code);
        if (input.flag("Publish")) {
            return Asked.json(200, Versions.publish(functions, name.arn(), "").configuration());
        }
        return Asked.json(200, changed.configuration());
    }

    private Response updateConfiguration(Asked asked) throws InterruptedException {
        FunctionName name = latest(asked);
        Set<String> honoured = new HashSet<>(Settings.FIELDS);
        honoured.addAll(Packages.RUNNING);
        Input input = asked.input(honoured);
        FunctionVersion before = unchanged(name, input);
        FunctionVersion changed = change(
                name,
                input,
                configuration -> {
                    packages.configure(before, input, configuration);
                    new Settings(input).apply(configuration);
                },
                before.code());
        return Asked.json(200, changed.configuration());
    }

    /** Only $LATEST changes. */
    private static FunctionName latest(Asked asked) {
        FunctionName name = asked.function();
        if (!name.qualifier().isEmpty() && !name.qualifier().equals(FunctionVersion.LATEST)) {
            throw new AwsException(
                    "InvalidParameterValueException", "Only the version $LATEST of a function can be updated.");
        }
        return name;
    }

    private FunctionVersion unchanged(FunctionName name, Input input) {
        FunctionVersion version = functions.function(name).latest();
        revision(version.text("RevisionId"), input.text("RevisionId"));
        return version;
    }

    /** @param wanted by the request; empty for any */
    static void revision(String is, String wanted) {
        if (!wanted.isEmpty() && !wanted.equals(is)) {
            throw new AwsException(
                    412,
                    "PreconditionFailedException",
                    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API"
                            + " to retrieve the latest Revision Id");
        }
    }

    private FunctionVersion change(
            FunctionName name, Input input, java.util.function.Consumer<ObjectNode> change, Code code)
            throws InterruptedException {
        LambdaFunction changed = functions.change(name.arn(), function -> {
            revision(function.latest().text("RevisionId"), input.text("RevisionId"));
            return function.with(version -> version.with(configuration -> {
                        change.accept(configuration);
                        configuration
                                .put("LastModified", functions.now())
                                .put("RevisionId", Functions.revision())
                                .put("LastUpdateStatus", "InProgress")
                                .put("LastUpdateStatusReason", "The function is being created.")
                                .put("LastUpdateStatusReasonCode", "Creating");
                    })
                    .with(code));
        });
        settle(name.arn());
        fleet.outdate();
        return changed.latest();
    }

    /** All is there already when a change is answered: what was begun is done. */
    private void settle(String arn) {
        functions.functions().change(arn, function -> function.with(version -> version.with(Changes::settled)));
        functions
                .versions(arn)
                .forEach(one -> functions.versions().change(one.arn(), version -> version.with(Changes::settled)));
    }

    private static void settled(ObjectNode configuration) {
        configuration.put("State", "Active").put("LastUpdateStatus", "Successful");
        configuration.remove(
                List.of("StateReason", "StateReasonCode", "LastUpdateStatusReason", "LastUpdateStatusReasonCode"));
    }

    void resume() {
        functions
                .functions()
                .all(one -> !one.latest().text("State").equals("Active")
                        || !one.latest().text("LastUpdateStatus").equals("Successful"))
                .forEach(one -> settle(one.arn()));
    }

    private Response delete(Asked asked) throws InterruptedException {
        FunctionName name = asked.function();
        LambdaFunction function = functions.function(name);
        if (name.qualifier().isEmpty()) {
            functions.delete(function);
            configs.forget(function.arn());
            urls.forget(function.arn());
        } else {
            Versions.delete(functions, name);
        }
        fleet.outdate();
        return Asked.nothing();
    }
}
