package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;

/**
 * What a build gives.
 *
 * @param multiPlatform whether the client asked for a list, even of one
 * @param metadata what clients read of it
 */
record Result(List<Built> images, boolean multiPlatform, Map<String, ByteString> metadata) {
    Result {
        images = List.copyOf(images);
        metadata = Map.copyOf(metadata);
    }
}
