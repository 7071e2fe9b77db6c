package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.registry.DistributionInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a registry says of a reference, as Docker's API shows it. */
final class DistributionViews {
    private DistributionViews() {}

    static Images.DistributionInfo of(DistributionInfo info) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", info.descriptor().mediaType());
        descriptor.put("digest", info.descriptor().digest().toString());
        descriptor.put("size", info.descriptor().size());
        List<Map<String, Object>> platforms =
                info.platforms().stream().map(DistributionViews::platform).toList();
        return new Images.DistributionInfo(descriptor, platforms);
    }

    private static Map<String, Object> platform(Platform platform) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        if (!platform.variant().isEmpty()) {
            json.put("variant", platform.variant());
        }
        return json;
    }
}
