package io.sockerless.simulators.aws.ecr;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.registry.Images;
import io.sockerless.frontends.registry.Images.Image;
import io.sockerless.frontends.registry.Registry;
import io.sockerless.frontends.registry.RegistryException;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Changes of images by the API; layers come by the registry alone. */
record ImageWrites(Repositories repositories, Registry registry) {
    Map<String, Operation> operations() {
        return Map.of("PutImage", this::put, "BatchDeleteImage", this::delete);
    }

    private ObjectNode put(Caller caller, Input input) {
        Repositories.only(
                input,
                "registryId",
                "repositoryName",
                "imageManifest",
                "imageManifestMediaType",
                "imageTag",
                "imageDigest");
        EcrRepository repository = repositories.named(caller, input);
        Images images = registry.images(repository.key());
        byte[] manifest = input.required("imageManifest").getBytes(StandardCharsets.UTF_8);
        if (!input.has("imageManifestMediaType") && !typed(manifest)) {
            throw new AwsException(
                    "InvalidParameterException", "image manifest mediatype not provided in manifest or parameter");
        }
        String tag = input.text("imageTag");
        Digest digest = Digest.sha256(manifest);
        if (input.has("imageDigest") && !input.text("imageDigest").equals(digest.toString())) {
            throw new AwsException(
                    "ImageDigestDoesNotMatchException",
                    "The specified image digest does not match the digest that Amazon ECR calculated for the image.");
        }
        Optional<Image> known = images.find(digest);
        if (known.isPresent() && (tag.isEmpty() || known.get().tags().contains(tag))) {
            throw new AwsException(
                    "ImageAlreadyExistsException",
                    "Image with digest '" + digest + "' and tag '" + (tag.isEmpty() ? "null" : tag)
                            + "' already exists in the repository with name '" + repository.name()
                            + "' in registry with id '" + repository.account() + "'");
        }
        try {
            images.put(manifest, input.text("imageManifestMediaType"), tag);
        } catch (RegistryException e) {
            throw refusal(repository, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ObjectNode out = Json.MAPPER.createObjectNode();
        out.set(
                "image",
                ImageOperations.whole(repository, images, images.find(digest).orElseThrow(), tag));
        return out;
    }

    /** Whether it says itself what it is; what is no manifest at all is refused later. */
    private static boolean typed(byte[] manifest) {
        try {
            JsonNode read = Json.MAPPER.readTree(manifest);
            return !read.isObject() || read.hasNonNull("mediaType");
        } catch (JacksonException _) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AwsException refusal(EcrRepository repository, RegistryException e) {
        return switch (e.word()) {
            case "TAG_INVALID" -> new AwsException("ImageTagAlreadyExistsException", e.getMessage());
            case "NAME_UNKNOWN" -> new AwsException("RepositoryNotFoundException", e.getMessage());
            case "MANIFEST_BLOB_UNKNOWN" -> {
                boolean layer = e.getMessage().startsWith("blob");
                yield new AwsException(
                        layer ? "LayersNotFoundException" : "ReferencedImagesNotFoundException",
                        (layer ? "Layers" : "Images") + " with digests '[" + e.detail()
                                + "]' required for pushing image into repository with name '" + repository.name()
                                + "' in the registry with id '" + repository.account() + "' do not exist");
            }
            default -> new AwsException("InvalidParameterException", e.getMessage());
        };
    }

    private ObjectNode delete(Caller caller, Input input) {
        Repositories.only(input, "registryId", "repositoryName", "imageIds");
        Images images = registry.images(repositories.named(caller, input).key());
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode deleted = out.putArray("imageIds");
        ArrayNode failures = out.putArray("failures");
        for (Input id : input.objects("imageIds")) {
            images.exclusively(() -> {
                Optional<Image> image = ImageOperations.find(images, id);
                image.ifPresentOrElse(
                        one -> delete(images, one, id, deleted, failures),
                        () -> failures.add(ImageOperations.missing(id)));
                return image;
            });
        }
        return out;
    }

    /** An image goes with the last of its tags. */
    private static void delete(Images images, Image image, Input id, ArrayNode deleted, ArrayNode failures) {
        boolean whole = !id.has("imageTag") || image.tags().size() == 1;
        if (whole && images.isNeeded(image.digest())) {
            failures.add(ImageOperations.failure(
                    id,
                    "ImageReferencedByManifestList",
                    "Requested image referenced by manifest list: " + image.digest()));
            return;
        }
        String digest = image.digest().toString();
        if (id.has("imageTag")) {
            deleted.addObject().put("imageDigest", digest).put("imageTag", id.text("imageTag"));
        } else if (image.tags().isEmpty()) {
            deleted.addObject().put("imageDigest", digest);
        } else {
            image.tags()
                    .forEach(tag ->
                            deleted.addObject().put("imageDigest", digest).put("imageTag", tag));
        }
        if (whole) {
            images.delete(image.digest());
        } else {
            images.untag(id.text("imageTag"));
        }
    }
}
