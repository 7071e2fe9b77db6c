package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be told of scans where no image is ever scanned. */
record Scanning(Repositories repositories, Registry registry) {
    Map<String, Operation> operations() {
        return Map.of(
                "PutImageScanningConfiguration", this::put,
                "BatchGetRepositoryScanningConfiguration", this::configurations,
                "GetRegistryScanningConfiguration", this::ofRegistry,
                "StartImageScan", this::start,
                "DescribeImageScanFindings", this::findings);
    }

    static void refuse(Input input) {
        if (input.object("imageScanningConfiguration").flag("scanOnPush")) {
            throw new AwsException("InvalidParameterException", "scanOnPush is not simulated: no image is scanned.");
        }
    }

    /** To say that nothing is scanned is all that can be said. */
    private ObjectNode put(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "imageScanningConfiguration");
        EcrRepository repository = repositories.named(caller, input);
        refuse(input);
        ObjectNode out = Repositories.identity(repository);
        out.putObject("imageScanningConfiguration").put("scanOnPush", false);
        return out;
    }

    private ObjectNode configurations(Caller caller, Input input) {
        Repositories.only(input, "repositoryNames");
        List<String> names = input.texts("repositoryNames");
        if (names.isEmpty()) {
            input.required("repositoryNames");
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("scanningConfigurations");
        ArrayNode failures = out.putArray("failures");
        for (String name : names) {
            Optional<EcrRepository> one =
                    repositories.documents().get(EcrRepository.key(caller.account(), caller.region(), name));
            one.ifPresentOrElse(
                    found -> shown.addObject()
                            .put("repositoryArn", found.arn())
                            .put("repositoryName", name)
                            .put("scanOnPush", false)
                            .put("scanFrequency", "MANUAL")
                            .putArray("appliedScanFilters"),
                    () -> failures.addObject()
                            .put("repositoryName", name)
                            .put("failureCode", "REPOSITORY_NOT_FOUND")
                            .put("failureReason", "REPOSITORY_NOT_FOUND"));
        }
        return out;
    }

    private ObjectNode ofRegistry(Caller caller, Input input) {
        Repositories.only(input);
        ObjectNode out = Json.MAPPER.createObjectNode().put("registryId", caller.account());
        out.putObject("scanningConfiguration").put("scanType", "BASIC").putArray("rules");
        return out;
    }

    private ObjectNode start(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "imageId");
        image(repositories.named(caller, input), input.object("imageId"));
        throw new AwsException("ValidationException", "This feature is disabled: no image is scanned.");
    }

    private void image(EcrRepository repository, Input id) {
        ImageOperations.find(registry.images(repository.key()), id)
                .orElseThrow(() -> ImageOperations.notFound(repository, id));
    }

    private ObjectNode findings(Caller caller, Input input) {
        EcrRepository repository = repositories.named(caller, input);
        Input id = input.object("imageId");
        image(repository, id);
        throw new AwsException(
                "ScanNotFoundException",
                "Image scan does not exist for the image with '" + ImageOperations.said(id)
                        + "' in the repository with name '" + repository.name() + "' in the registry with id '"
                        + repository.account() + "'");
    }
}
