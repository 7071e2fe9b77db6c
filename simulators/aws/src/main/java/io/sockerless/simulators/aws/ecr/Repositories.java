package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.registry.Images;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The repositories that there are. They come and go one after the other. */
final class Repositories {
    private static final List<String> MUTABILITIES =
            List.of("IMMUTABLE", "MUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION");
    private static final String NAME = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final Documents<EcrRepository> all;
    private final Attached attached;
    private final Registry registry;
    private final Place place;
    private final Clock clock;

    Repositories(Documents<EcrRepository> all, Attached attached, Registry registry, Place place, Clock clock) {
        this.all = all;
        this.attached = attached;
        this.registry = registry;
        this.place = place;
        this.clock = clock;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "CreateRepository", this::create,
                "DescribeRepositories", this::describe,
                "DeleteRepository", this::delete,
                "PutImageTagMutability", this::putMutability);
    }

    Documents<EcrRepository> documents() {
        return all;
    }

    /** Refuses what would otherwise be passed over in silence. */
    static void only(Input input, String... known) {
        input.document().properties().forEach(field -> {
            boolean says = !field.getValue().isNull()
                    && !(field.getValue().isContainerNode() && field.getValue().isEmpty());
            if (says && !Set.of(known).contains(field.getKey())) {
                throw new AwsException("InvalidParameterException", field.getKey() + " is not simulated.");
            }
        });
    }

    /** @throws AwsException when it is not there */
    EcrRepository named(Caller caller, Input input) {
        return named(caller, input, input.required("repositoryName"));
    }

    /** Does something for one that stays there meanwhile. @throws AwsException when it is not there */
    EcrRepository keeping(Caller caller, Input input, Consumer<EcrRepository> change) {
        synchronized (all) {
            EcrRepository one = named(caller, input);
            change.accept(one);
            return one;
        }
    }

    /** Makes it, as it is by default, where it is not there. */
    EcrRepository ensured(String account, String region, String name) {
        synchronized (all) {
            return all.get(EcrRepository.key(account, region, name)).orElseGet(() -> {
                EcrRepository made = new EcrRepository(account, region, name, clock.millis() / 1000.0, false, Map.of());
                all.put(made);
                return made;
            });
        }
    }

    private EcrRepository named(Caller caller, Input input, String name) {
        String id = input.has("registryId") ? input.text("registryId") : caller.account();
        if (id.equals(caller.account())) {
            var found = all.get(EcrRepository.key(id, caller.region(), name));
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AwsException(
                "RepositoryNotFoundException",
                "The repository with name '" + name + "' does not exist in the registry with id '" + id + "'");
    }

    /** @param id may be empty */
    static void ownRegistry(Caller caller, String id) {
        if (!id.isEmpty() && !id.equals(caller.account())) {
            throw new AwsException(
                    "InvalidParameterException", "Registries of other accounts than the caller's are not simulated.");
        }
    }

    static <T> Pages<T> page(List<T> items, Function<T, String> key, Input input) {
        try {
            return Pages.of(items, key, input.text("nextToken"), input.number("maxResults", 1, LARGEST_PAGE, PAGE));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidParameterException", "Invalid parameter at 'nextToken'.");
        }
    }

    private static boolean immutable(Input input) {
        String told = input.text("imageTagMutability");
        if (!told.isEmpty() && !MUTABILITIES.contains(told)) {
            throw new AwsException(
                    "InvalidParameterException",
                    "Invalid parameter at 'imageTagMutability' failed to satisfy constraint: 'Member must satisfy enum"
                            + " value set: " + MUTABILITIES + "'");
        }
        if (told.endsWith("_WITH_EXCLUSION")) {
            throw new AwsException("InvalidParameterException", "imageTagMutability " + told + " is not simulated.");
        }
        return told.equals("IMMUTABLE");
    }

    private ObjectNode create(Caller caller, Input input) {
        only(
                input,
                "registryId",
                "repositoryName",
                "tags",
                "imageTagMutability",
                "imageScanningConfiguration",
                "encryptionConfiguration");
        ownRegistry(caller, input.text("registryId"));
        String name = input.required("repositoryName");
        if (name.length() < 2
                || name.length() > 256 - "000000000000.dkr.ecr.us-east-1/".length()
                || !name.matches(NAME)) {
            throw new AwsException(
                    "InvalidParameterException",
                    "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular"
                            + " expression '" + NAME + "''");
        }
        Scanning.refuse(input);
        Input encryption = input.object("encryptionConfiguration");
        if (!Set.of("", "AES256").contains(encryption.text("encryptionType")) || encryption.has("kmsKey")) {
            throw new AwsException("InvalidParameterException", "Encryption with keys of KMS is not simulated.");
        }
        EcrRepository made = new EcrRepository(
                caller.account(),
                caller.region(),
                name,
                clock.millis() / 1000.0,
                immutable(input),
                RepositoryTags.read(input));
        synchronized (all) {
            if (all.get(made.key()).isPresent()) {
                throw new AwsException(
                        "RepositoryAlreadyExistsException",
                        "The repository with name '" + name + "' already exists in the registry with id '"
                                + caller.account() + "'");
            }
            all.put(made);
        }
        return one(made);
    }

    private ObjectNode describe(Caller caller, Input input) {
        only(input, "registryId", "repositoryNames", "nextToken", "maxResults");
        ownRegistry(caller, input.text("registryId"));
        List<String> names = input.texts("repositoryNames");
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("repositories");
        if (!names.isEmpty()) {
            names.forEach(name -> shown.add(shown(named(caller, input, name))));
            return out;
        }
        List<EcrRepository> own = all.all(
                one -> one.account().equals(caller.account()) && one.region().equals(caller.region()));
        Pages<EcrRepository> page = page(own, EcrRepository::key, input);
        page.items().forEach(one -> shown.add(shown(one)));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private ObjectNode delete(Caller caller, Input input) {
        only(input, "registryId", "repositoryName", "force");
        synchronized (all) {
            EcrRepository unwanted = named(caller, input);
            Images images = registry.images(unwanted.key());
            return images.exclusively(() -> delete(unwanted, images, input.flag("force")));
        }
    }

    private ObjectNode delete(EcrRepository unwanted, Images images, boolean force) {
        if (!force && !images.all().isEmpty()) {
            throw new AwsException(
                    "RepositoryNotEmptyException",
                    "The repository with name '" + unwanted.name() + "' in registry with id '" + unwanted.account()
                            + "' cannot be deleted because it still contains images");
        }
        // From then on nothing is let in; what is left when this is killed goes with the next start.
        attached.delete(all, unwanted);
        images.clear();
        return one(unwanted);
    }

    private ObjectNode putMutability(Caller caller, Input input) {
        only(input, "registryId", "repositoryName", "imageTagMutability");
        boolean immutable = immutable(input);
        EcrRepository changed = all.change(named(caller, input).key(), one -> one.fixing(immutable))
                .orElseGet(() -> named(caller, input));
        return identity(changed).put("imageTagMutability", immutable ? "IMMUTABLE" : "MUTABLE");
    }

    /** With what most answers begin. */
    static ObjectNode identity(EcrRepository repository) {
        return Json.MAPPER
                .createObjectNode()
                .put("registryId", repository.account())
                .put("repositoryName", repository.name());
    }

    private ObjectNode one(EcrRepository repository) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set("repository", shown(repository));
        return out;
    }

    private ObjectNode shown(EcrRepository repository) {
        ObjectNode shown = identity(repository)
                .put("repositoryArn", repository.arn())
                .put("repositoryUri", place.authority() + "/" + repository.key())
                .put("createdAt", repository.created())
                .put("imageTagMutability", repository.immutable() ? "IMMUTABLE" : "MUTABLE");
        shown.putObject("imageScanningConfiguration").put("scanOnPush", false);
        shown.putObject("encryptionConfiguration").put("encryptionType", "AES256");
        return shown;
    }
}
