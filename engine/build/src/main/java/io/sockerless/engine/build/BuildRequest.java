package io.sockerless.engine.build;

import io.sockerless.engine.core.Images.Credentials;
import io.sockerless.engine.model.image.ImageReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What to build, beside the context.
 *
 * @param dockerfile its path in the context
 * @param target a stage's name or number; empty for the last one
 * @param arguments by name; empty for one that takes the Dockerfile's default
 * @param cacheFrom images whose steps count as known, too
 * @param remove whether containers of steps that succeeded are removed
 * @param forceRemove whether those of failed ones are, too
 * @param host settings of the containers of {@code RUN}, as fields of a HostConfig
 * @param credentials for the registry of an image
 */
public record BuildRequest(
        String dockerfile,
        List<ImageReference> tags,
        String target,
        Map<String, Optional<String>> arguments,
        Map<String, String> labels,
        String platform,
        boolean noCache,
        boolean pull,
        List<String> cacheFrom,
        boolean remove,
        boolean forceRemove,
        Map<String, Object> host,
        Function<ImageReference, Credentials> credentials,
        Offers offers,
        Cancellation cancellation) {}
