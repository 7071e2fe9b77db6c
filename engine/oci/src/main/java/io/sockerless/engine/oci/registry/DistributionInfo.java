package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.Descriptor;
import java.util.List;

/** What a registry has under a name: {@code GET /distribution/{name}/json}. */
public record DistributionInfo(Descriptor descriptor, List<Platform> platforms) {
    public DistributionInfo {
        platforms = List.copyOf(platforms);
    }
}
