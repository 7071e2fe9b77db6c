package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.registry.Images;
import io.sockerless.frontends.registry.Images.Image;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Pages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is read of images: the registry knows it all. */
record ImageOperations(Repositories repositories, Registry registry) {
    Map<String, Operation> operations() {
        return Map.of(
                "DescribeImages", this::describe,
                "ListImages", this::list,
                "BatchGetImage", this::get,
                "BatchCheckLayerAvailability", this::layers);
    }

    /** By digest, by tag, or by both if they agree. */
    static Optional<Image> find(Images images, Input id) {
        Optional<Image> found = id.has("imageDigest")
                ? digest(id.text("imageDigest")).flatMap(images::find)
                : images.tagged(id.text("imageTag"));
        return found.filter(image -> !id.has("imageTag") || image.tags().contains(id.text("imageTag")));
    }

    static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (EngineException _) {
            return Optional.empty();
        }
    }

    /** Why it was not found. */
    static ObjectNode missing(Input id) {
        if (!id.has("imageDigest") && !id.has("imageTag")) {
            return failure(id, "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null");
        }
        if (id.has("imageDigest") && digest(id.text("imageDigest")).isEmpty()) {
            return failure(
                    id,
                    "InvalidImageDigest",
                    "Invalid request parameters: image digest should satisfy the regex"
                            + " '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
        }
        return failure(id, "ImageNotFound", "Requested image not found");
    }

    static ObjectNode failure(Input id, String code, String reason) {
        ObjectNode failure =
                Json.MAPPER.createObjectNode().put("failureCode", code).put("failureReason", reason);
        failure.set("imageId", id.document());
        return failure;
    }

    static String said(Input id) {
        return "{imageDigest:'" + (id.has("imageDigest") ? id.text("imageDigest") : "null") + "', imageTag:'"
                + (id.has("imageTag") ? id.text("imageTag") : "null") + "'}";
    }

    static AwsException notFound(EcrRepository repository, Input id) {
        return new AwsException(
                "ImageNotFoundException",
                "The image with imageId " + said(id) + " does not exist within the repository with name '"
                        + repository.name() + "' in the registry with id '" + repository.account() + "'");
    }

    private static List<Image> filtered(Images images, Input input) {
        Input filter = input.object("filter");
        Repositories.only(filter, "tagStatus");
        String status = filter.text("tagStatus");
        return images.all().stream()
                .filter(image -> status.isEmpty()
                        || status.equals("ANY")
                        || status.equals("TAGGED") != image.tags().isEmpty())
                .toList();
    }

    private ObjectNode describe(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "imageIds", "nextToken", "maxResults", "filter");
        EcrRepository repository = repositories.named(caller, input);
        Images images = registry.images(repository.key());
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode details = out.putArray("imageDetails");
        List<Input> ids = input.objects("imageIds");
        if (!ids.isEmpty()) {
            ids.forEach(id ->
                    details.add(detail(repository, find(images, id).orElseThrow(() -> notFound(repository, id)))));
            return out;
        }
        Pages<Image> page = Repositories.page(
                filtered(images, input), image -> image.digest().toString(), input);
        page.items().forEach(image -> details.add(detail(repository, image)));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private static ObjectNode detail(EcrRepository repository, Image image) {
        ObjectNode detail = Repositories.identity(repository)
                .put("imageDigest", image.digest().toString())
                .put("imageSizeInBytes", image.size())
                .put("imagePushedAt", image.pushed() / 1000.0)
                .put("imageManifestMediaType", image.mediaType());
        if (!image.artifactType().isEmpty()) {
            detail.put("artifactMediaType", image.artifactType());
        }
        if (!image.tags().isEmpty()) {
            ArrayNode tags = detail.putArray("imageTags");
            image.tags().forEach(tags::add);
        }
        return detail;
    }

    /** An image that has several tags is there as often. */
    private ObjectNode list(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "nextToken", "maxResults", "filter");
        Images images = registry.images(repositories.named(caller, input).key());
        List<ObjectNode> ids = new ArrayList<>();
        for (Image image : filtered(images, input)) {
            String digest = image.digest().toString();
            if (image.tags().isEmpty()) {
                ids.add(Json.MAPPER.createObjectNode().put("imageDigest", digest));
            }
            image.tags()
                    .forEach(tag -> ids.add(Json.MAPPER
                            .createObjectNode()
                            .put("imageDigest", digest)
                            .put("imageTag", tag)));
        }
        ids.sort(Comparator.comparing(ImageOperations::order));
        Pages<ObjectNode> page = Repositories.page(ids, ImageOperations::order, input);
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.putArray("imageIds").addAll(page.items());
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private static String order(ObjectNode id) {
        return id.path("imageDigest").asText() + ":" + id.path("imageTag").asText();
    }

    private ObjectNode get(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "imageIds", "acceptedMediaTypes");
        EcrRepository repository = repositories.named(caller, input);
        Images images = registry.images(repository.key());
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode found = out.putArray("images");
        ArrayNode failures = out.putArray("failures");
        List<String> accepted = input.texts("acceptedMediaTypes");
        for (Input id : input.objects("imageIds")) {
            Optional<Image> image = find(images, id);
            if (image.isEmpty()) {
                failures.add(missing(id));
                continue;
            }
            if (!accepted.isEmpty() && !accepted.contains(image.get().mediaType())) {
                throw new AwsException(
                        "InvalidParameterException",
                        "The image " + said(id) + " has the type " + image.get().mediaType()
                                + ", which is not accepted; types are not converted.");
            }
            found.add(whole(repository, images, image.get(), id.text("imageTag")));
        }
        return out;
    }

    /** @param tag may be empty */
    static ObjectNode whole(EcrRepository repository, Images images, Image image, String tag) {
        ObjectNode whole = Repositories.identity(repository);
        ObjectNode id =
                whole.putObject("imageId").put("imageDigest", image.digest().toString());
        if (!tag.isEmpty()) {
            id.put("imageTag", tag);
        }
        try {
            whole.put("imageManifest", new String(images.manifest(image.digest()), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return whole.put("imageManifestMediaType", image.mediaType());
    }

    private ObjectNode layers(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "layerDigests");
        Images images = registry.images(repositories.named(caller, input).key());
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode layers = out.putArray("layers");
        ArrayNode failures = out.putArray("failures");
        for (String told : input.texts("layerDigests")) {
            Optional<Digest> digest = digest(told);
            if (digest.isEmpty()) {
                failures.addObject()
                        .put("layerDigest", told)
                        .put("failureCode", "InvalidLayerDigest")
                        .put("failureReason", "Layer digest was in an invalid format");
                continue;
            }
            OptionalLong size = images.layer(digest.get());
            ObjectNode layer = layers.addObject()
                    .put("layerDigest", told)
                    .put("layerAvailability", size.isPresent() ? "AVAILABLE" : "UNAVAILABLE");
            size.ifPresent(bytes -> layer.put("layerSize", bytes));
        }
        return out;
    }
}
