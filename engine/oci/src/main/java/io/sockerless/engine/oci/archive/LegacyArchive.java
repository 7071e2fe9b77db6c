package io.sockerless.engine.oci.archive;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.OciJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An archive from before 2016: a {@code repositories} file and one folder per layer with {@code json} and
 * {@code layer.tar} (Docker image specification v1). The config that such images lack is made of theirs.
 */
final class LegacyArchive {
    private static final int MAX_TABLE = 8 << 20;
    private static final List<String> LAYER_FIELDS =
            List.of("id", "parent", "Size", "parent_id", "layer_id", "throwaway");

    private final ArchiveEntries entries;
    private final LayerFiles layers;

    LegacyArchive(ArchiveEntries entries, LayerFiles layers) {
        this.entries = entries;
        this.layers = layers;
    }

    List<LoadedImage> images() throws IOException {
        Map<String, List<ImageReference>> tagsByTop = new LinkedHashMap<>();
        Map<String, Object> repositories = OciJson.object(entries.bytes("repositories", MAX_TABLE), "repositories");
        for (String name : repositories.keySet()) {
            OciJson.stringMap(repositories, name)
                    .forEach((tag, top) -> tagsByTop
                            .computeIfAbsent(top, _ -> new ArrayList<>())
                            .add(ImageReference.parse(name).withTag(tag)));
        }
        List<LoadedImage> images = new ArrayList<>();
        for (Map.Entry<String, List<ImageReference>> image : tagsByTop.entrySet()) {
            images.add(image(image.getKey(), image.getValue()));
        }
        return images;
    }

    private LoadedImage image(String top, List<ImageReference> tags) throws IOException {
        List<Map<String, Object>> chain = chain(top);
        List<String> names = new ArrayList<>();
        List<Object> history = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (Map<String, Object> layer : chain) {
            history.add(history(layer));
            if (!OciJson.bool(layer, "throwaway")) {
                String file = OciJson.string(layer, "id") + "/layer.tar";
                Digest diffId = layers.diffId(file);
                diffIds.add(diffId.toString());
                names.add(file);
            }
        }
        Map<String, Object> json = new LinkedHashMap<>(chain.getLast());
        LAYER_FIELDS.forEach(json::remove);
        json.put("rootfs", Map.of("type", "layers", "diff_ids", diffIds));
        json.put("history", history);
        return new LoadedImage(layers.image(ImageConfig.parse(OciJson.bytes(json)), names), tags);
    }

    /** The layers' documents, the base first. */
    private List<Map<String, Object>> chain(String top) throws IOException {
        List<Map<String, Object>> chain = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String id = top; !id.isEmpty(); id = OciJson.string(chain.getFirst(), "parent")) {
            if (!id.matches("[a-f0-9]{64}")) {
                throw EngineException.invalid("image ID \"" + id + "\" is invalid");
            }
            if (!seen.add(id)) {
                throw EngineException.invalid("invalid archive: layer " + id + " is its own parent");
            }
            Map<String, Object> layer =
                    new LinkedHashMap<>(OciJson.object(entries.bytes(id + "/json", MAX_TABLE), id + "/json"));
            layer.put("id", id);
            chain.addFirst(layer);
        }
        return chain;
    }

    private static Map<String, Object> history(Map<String, Object> layer) {
        Map<String, Object> history = new LinkedHashMap<>();
        history.put("created", OciJson.string(layer, "created"));
        String author = OciJson.string(layer, "author");
        if (!author.isEmpty()) {
            history.put("author", author);
        }
        history.put("created_by", String.join(" ", OciJson.strings(OciJson.object(layer, "container_config"), "Cmd")));
        String comment = OciJson.string(layer, "comment");
        if (!comment.isEmpty()) {
            history.put("comment", comment);
        }
        if (OciJson.bool(layer, "throwaway")) {
            history.put("empty_layer", true);
        }
        return history;
    }
}
