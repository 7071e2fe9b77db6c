package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.registry.Images;
import io.sockerless.frontends.registry.Images.Image;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.simulators.aws.ecr.LifecyclePolicy.Expiring;
import io.sockerless.simulators.aws.ecr.LifecyclePolicy.Preview;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Lifecycle policies and their previews. */
record LifecycleOperations(Repositories repositories, Registry registry, Attached attached, Lifecycles lifecycles) {
    Map<String, Operation> operations() {
        return Map.of(
                "PutLifecyclePolicy", this::put,
                "GetLifecyclePolicy", this::get,
                "DeleteLifecyclePolicy", this::delete,
                "StartLifecyclePolicyPreview", this::start,
                "GetLifecyclePolicyPreview", this::preview);
    }

    /** Not while a pass goes by the policy before. */
    private ObjectNode put(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "lifecyclePolicyText");
        String text = input.required("lifecyclePolicyText");
        EcrRepository repository = repositories.keeping(caller, input, one -> {
            LifecycleText.rules(text);
            registry.images(one.key()).exclusively(() -> {
                attached.lifecycles().put(new LifecyclePolicy(one.key(), text, 0));
                return one;
            });
        });
        lifecycles.look(repository.key());
        return Repositories.identity(repository).put("lifecyclePolicyText", text);
    }

    private LifecyclePolicy policy(EcrRepository repository) {
        return attached.lifecycles()
                .get(repository.key())
                .orElseThrow(() -> missing("LifecyclePolicyNotFoundException", "Lifecycle policy", repository));
    }

    private static AwsException missing(String code, String what, EcrRepository repository) {
        return new AwsException(
                code,
                what + " does not exist for the repository with name '" + repository.name()
                        + "' in the registry with id '" + repository.account() + "'");
    }

    private static ObjectNode shown(EcrRepository repository, LifecyclePolicy policy) {
        return Repositories.identity(repository)
                .put("lifecyclePolicyText", policy.text())
                .put("lastEvaluatedAt", policy.evaluated());
    }

    private ObjectNode get(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName");
        EcrRepository repository = repositories.named(caller, input);
        return shown(repository, policy(repository));
    }

    /** When it returns nothing expires any more. */
    private ObjectNode delete(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName");
        EcrRepository repository = repositories.named(caller, input);
        return registry.images(repository.key()).exclusively(() -> {
            LifecyclePolicy unwanted = policy(repository);
            attached.lifecycles().delete(repository.key());
            return shown(repository, unwanted);
        });
    }

    private ObjectNode start(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "lifecyclePolicyText");
        EcrRepository repository = repositories.keeping(caller, input, one -> {
            String text = input.has("lifecyclePolicyText")
                    ? input.text("lifecyclePolicyText")
                    : policy(one).text();
            Images images = registry.images(one.key());
            List<Expiring> expiring = lifecycles.judge(text, images).entrySet().stream()
                    .filter(entry -> !images.isNeeded(entry.getKey().digest()))
                    .map(entry -> expiring(entry.getKey(), entry.getValue()))
                    .toList();
            attached.previews().put(new Preview(one.key(), text, expiring));
        });
        return shown(repository, previewed(repository), "IN_PROGRESS");
    }

    private static Expiring expiring(Image image, int priority) {
        return new Expiring(image.digest().toString(), image.tags(), image.pushed() / 1000.0, priority);
    }

    private Preview previewed(EcrRepository repository) {
        return attached.previews()
                .get(repository.key())
                .orElseThrow(() ->
                        missing("LifecyclePolicyPreviewNotFoundException", "Lifecycle policy preview", repository));
    }

    private static ObjectNode shown(EcrRepository repository, Preview preview, String status) {
        return Repositories.identity(repository)
                .put("lifecyclePolicyText", preview.text())
                .put("status", status);
    }

    private ObjectNode preview(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "imageIds", "nextToken", "maxResults", "filter");
        EcrRepository repository = repositories.named(caller, input);
        Preview preview = previewed(repository);
        Input filter = input.object("filter");
        Repositories.only(filter, "tagStatus");
        String status = filter.text("tagStatus");
        List<Input> ids = input.objects("imageIds");
        List<Expiring> wanted = preview.images().stream()
                .filter(one -> status.isEmpty()
                        || status.equals("ANY")
                        || status.equals("TAGGED") != one.tags().isEmpty())
                .filter(one -> ids.isEmpty() || ids.stream().anyMatch(id -> names(id, one)))
                .sorted(Comparator.comparing(Expiring::digest))
                .toList();
        ObjectNode out = shown(repository, preview, "COMPLETE");
        Pages<Expiring> page = Repositories.page(wanted, Expiring::digest, input);
        page.next().ifPresent(token -> out.put("nextToken", token));
        ArrayNode results = out.putArray("previewResults");
        page.items().forEach(one -> shown(results.addObject(), one));
        out.putObject("summary").put("expiringImageTotalCount", preview.images().size());
        return out;
    }

    private static boolean names(Input id, Expiring one) {
        return (!id.has("imageDigest") || id.text("imageDigest").equals(one.digest()))
                && (!id.has("imageTag") || one.tags().contains(id.text("imageTag")));
    }

    private static void shown(ObjectNode result, Expiring one) {
        result.put("imageDigest", one.digest())
                .put("imagePushedAt", one.pushed())
                .put("appliedRulePriority", one.priority());
        result.putObject("action").put("type", "EXPIRE");
        ArrayNode tags = result.putArray("imageTags");
        one.tags().forEach(tags::add);
    }
}
