package io.sockerless.engine.oci;

import io.sockerless.engine.model.image.Platform;
import java.util.List;

/**
 * How to make an image of a bare root file system.
 *
 * @param changes Dockerfile instructions, see {@link ConfigChanges}
 * @param message goes to the image's comment and history; where it is empty, dockerd's own words do
 */
public record ImportOptions(List<String> changes, String message, Platform platform) {
    public ImportOptions {
        changes = List.copyOf(changes);
        message = message.isEmpty() ? "Imported from -" : message;
    }
}
