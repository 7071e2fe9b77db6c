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
record Changes(Functions functions, Images images, Fleet fleet, EventConfigs configs, Roles roles) {
    private static final Set<String> MAKING =
            Set.of("FunctionName", "Code", "PackageType", "Architectures", "Tags", "Publish");
    private static final Set<String> CODE = Set.of("ImageUri", "Architectures", "Publish", "DryRun", "RevisionId");
    private static final String X86 = "x86_64";

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
        Input input = zip(asked.input(withZip(honoured)));
        FunctionName name = FunctionName.parse(asked.caller(), input.required("FunctionName"), "");
        input.required("Role");
        Map<String, String> tags = FunctionTags.read(input);
        ObjectNode configuration = Settings.defaults(name.name());
        new Settings(input).apply(configuration);
        String architecture = architecture(input, X86);
        refuseExisting(name);
        assumable(name, input.text("Role"));
        Code code = resolve(name, input.object("Code").text("ImageUri"), architecture);
        configuration
                .put("FunctionArn", name.arn())
                .put("CodeSize", 0)
                .put("Version", FunctionVersion.LATEST)
                .put("PackageType", "Image")
                .put("LastModified", functions.now())
                .put("RevisionId", Functions.revision())
                .put("CodeSha256", code.sha256())
                .put("State", "Pending")
                .put("StateReason", "The function is being created.")
                .put("StateReasonCode", "Creating");
        configuration.putArray("Architectures").add(architecture);
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

    private static Set<String> withZip(Set<String> honoured) {
        honoured.addAll(List.of("Handler", "Runtime"));
        return honoured;
    }

    /** Refuses code that is no image. */
    private static Input zip(Input input) {
        if (!input.text("PackageType").equals("Image")) {
            throw Asked.unsimulated("PackageType Zip");
        }
        for (String field : List.of("Handler", "Runtime")) {
            if (input.has(field)) {
                throw new AwsException(
                        "InvalidParameterValueException", "Please don't provide " + field + " for PackageType Image.");
            }
        }
        Input code = input.object("Code");
        for (String field : List.of("ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "SourceKMSKeyArn")) {
            if (code.has(field)) {
                throw new AwsException(
                        "InvalidParameterValueException",
                        "Please do not provide " + field + " when the package type is Image.");
            }
        }
        if (code.text("ImageUri").isEmpty()) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "Please provide ImageUri when updating a function with packageType Image.");
        }
        return input;
    }

    private static String architecture(Input input, String otherwise) {
        List<String> said = input.texts("Architectures");
        if (said.size() > 1 || !List.of(X86, "arm64").containsAll(said)) {
            throw Asked.invalid(
                    "architectures",
                    said.toString(),
                    "Member must satisfy enum value set: [x86_64, arm64], and be one");
        }
        return said.isEmpty() ? otherwise : said.getFirst();
    }

    private Code resolve(FunctionName name, String uri, String architecture) {
        Code code = images.resolve(name.caller().account(), uri);
        if (!code.architecture().equals(architecture)) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "The image " + uri + " is of the architecture " + code.architecture() + ", not " + architecture
                            + ".");
        }
        return code;
    }

    private Response updateCode(Asked asked) throws InterruptedException {
        FunctionName name = latest(asked);
        Input input = asked.input(CODE);
        FunctionVersion before = unchanged(name, input);
        if (input.text("ImageUri").isEmpty()) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "Please provide ImageUri when updating a function with packageType Image.");
        }
        String architecture = architecture(
                input, before.configuration().path("Architectures").path(0).asText());
        Code code = resolve(name, input.text("ImageUri"), architecture);
        if (input.flag("DryRun")) {
            return Asked.json(200, before.configuration());
        }
        FunctionVersion changed = change(
                name,
                input,
                version -> {
                    version.put("CodeSha256", code.sha256());
                    version.putArray("Architectures").add(architecture);
                },
                code);
        if (input.flag("Publish")) {
            return Asked.json(200, Versions.publish(functions, name.arn(), "").configuration());
        }
        return Asked.json(200, changed.configuration());
    }

    private Response updateConfiguration(Asked asked) throws InterruptedException {
        FunctionName name = latest(asked);
        Input input = asked.input(withZip(new HashSet<>(Settings.FIELDS)));
        FunctionVersion before = unchanged(name, input);
        if (input.has("Handler") || input.has("Runtime")) {
            throw new AwsException(
                    "InvalidParameterValueException", "Please don't provide Handler or Runtime for PackageType Image.");
        }
        FunctionVersion changed = change(name, input, new Settings(input)::apply, before.code());
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
        } else {
            Versions.delete(functions, name);
        }
        fleet.outdate();
        return Asked.nothing();
    }
}
