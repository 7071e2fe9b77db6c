package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.iam.ResourcePolicy;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Policies of repositories and registries. They are checked and kept, and decide nothing: accounts only reach registries of
 * their own, and there policies of IAM do not stand in the way (decision 0030).
 */
record PolicyOperations(Repositories repositories, Attached attached, Documents<PolicyText> registries) {
    private static final Set<String> OF_REGISTRIES =
            Set.of("ecr:CreateRepository", "ecr:ReplicateImage", "ecr:BatchImportUpstreamImage");

    Map<String, Operation> operations() {
        return Map.of(
                "SetRepositoryPolicy", this::set,
                "GetRepositoryPolicy", this::get,
                "DeleteRepositoryPolicy", this::delete,
                "PutRegistryPolicy", this::put,
                "GetRegistryPolicy", this::ofRegistry,
                "DeleteRegistryPolicy", this::deleteRegistrys);
    }

    private static void check(String text, String kind, Predicate<ObjectNode> rule) {
        if (ResourcePolicy.read(text)
                .filter(policy -> policy.statements().stream().allMatch(rule))
                .isEmpty()) {
            throw new AwsException(
                    "InvalidParameterException",
                    "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid " + kind
                            + " policy provided'");
        }
    }

    private static List<String> actions(ObjectNode statement) {
        return ResourcePolicy.texts(statement, statement.has("Action") ? "Action" : "NotAction");
    }

    /** The resource is the repository, and not named. */
    private static boolean ofRepository(ObjectNode statement) {
        return !statement.has("Resource")
                && !statement.has("NotResource")
                && actions(statement).stream().allMatch(action -> action.equals("*") || action.startsWith("ecr:"));
    }

    private static boolean ofRegistry(ObjectNode statement) {
        return statement.has("Resource") && OF_REGISTRIES.containsAll(actions(statement));
    }

    private ObjectNode set(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "policyText", "force");
        String text = input.required("policyText");
        EcrRepository repository = repositories.keeping(caller, input, one -> {
            check(text, "repository", PolicyOperations::ofRepository);
            attached.policies().put(new PolicyText(one.key(), text));
        });
        return Repositories.identity(repository).put("policyText", text);
    }

    private ObjectNode shown(EcrRepository repository) {
        String text = attached.policies()
                .get(repository.key())
                .map(PolicyText::text)
                .orElseThrow(() -> new AwsException(
                        "RepositoryPolicyNotFoundException",
                        "Repository policy does not exist for the repository with name '" + repository.name()
                                + "' in the registry with id '" + repository.account() + "'"));
        return Repositories.identity(repository).put("policyText", text);
    }

    private ObjectNode get(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName");
        return shown(repositories.named(caller, input));
    }

    private ObjectNode delete(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName");
        EcrRepository repository = repositories.named(caller, input);
        ObjectNode out = shown(repository);
        attached.policies().delete(repository.key());
        return out;
    }

    private static String key(Caller caller) {
        return caller.account() + ".dkr.ecr." + caller.region();
    }

    private ObjectNode put(Caller caller, Input input) {
        Repositories.only(input, "policyText");
        String text = input.required("policyText");
        check(text, "registry", PolicyOperations::ofRegistry);
        registries.put(new PolicyText(key(caller), text));
        return shown(caller);
    }

    private ObjectNode shown(Caller caller) {
        String text = registries
                .get(key(caller))
                .map(PolicyText::text)
                .orElseThrow(() -> new AwsException(
                        "RegistryPolicyNotFoundException",
                        "Registry policy does not exist in the registry with id '" + caller.account() + "'"));
        return Json.MAPPER
                .createObjectNode()
                .put("registryId", caller.account())
                .put("policyText", text);
    }

    private ObjectNode ofRegistry(Caller caller, Input input) {
        Repositories.only(input);
        return shown(caller);
    }

    private ObjectNode deleteRegistrys(Caller caller, Input input) {
        Repositories.only(input);
        ObjectNode out = shown(caller);
        registries.delete(key(caller));
        return out;
    }
}
