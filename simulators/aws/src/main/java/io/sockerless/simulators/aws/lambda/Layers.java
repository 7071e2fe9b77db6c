package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Layers: zip files that functions have in /opt. */
record Layers(Functions functions, Documents<LayerVersion> versions, Archives archives, CodeDownloads downloads) {
    private static final int MOST = 5;
    private static final String INVALID = "InvalidParameterValueException";
    private static final List<String> LISTS = List.of("CompatibleRuntimes", "CompatibleArchitectures");

    Map<String, Operation> operations() {
        return Map.of(
                "PublishLayerVersion", this::publish,
                "GetLayerVersion", this::get,
                "GetLayerVersionByArn", this::byArn,
                "ListLayerVersions", this::list,
                "ListLayers", this::layers,
                "DeleteLayerVersion", this::delete);
    }

    private static String layer(Asked asked) {
        String name = asked.values().get("LayerName");
        if (!name.matches("(arn:aws:lambda:[a-z0-9-]+:\\d{12}:layer:)?[a-zA-Z0-9_-]{1,140}")) {
            throw Asked.invalid("layerName", name, "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+");
        }
        return name.startsWith("arn:") ? name : asked.caller().arn("lambda", "layer:" + name);
    }

    private Response publish(Asked asked) {
        Input input = asked.input(
                Set.of("Content", "Description", "CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo"));
        String layer = layer(asked);
        Archive archive = archives.take(asked.caller(), input.object("Content"));
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("LayerArn", layer)
                .put("Description", input.text("Description"))
                .put("CreatedDate", functions.now());
        for (String list : LISTS) {
            if (!input.texts(list).isEmpty()) {
                document.set(list, input.document().path(list));
            }
        }
        if (input.has("LicenseInfo")) {
            document.put("LicenseInfo", input.text("LicenseInfo"));
        }
        LayerVersion made;
        synchronized (versions) {
            int number = versions.all(one -> one.layer().equals(layer)).stream()
                            .mapToInt(LayerVersion::number)
                            .max()
                            .orElse(0)
                    + 1;
            document.put("LayerVersionArn", layer + ":" + number).put("Version", number);
            made = new LayerVersion(layer + ":" + number, document, archive, false);
            versions.put(made);
        }
        return Asked.json(201, shown(made));
    }

    private ObjectNode shown(LayerVersion version) {
        ObjectNode out = version.document().deepCopy();
        out.putObject("Content")
                .put("Location", downloads.location(version.archive()))
                .put("CodeSha256", version.archive().sha256())
                .put("CodeSize", version.archive().size());
        return out;
    }

    private LayerVersion found(String arn) {
        return versions.get(arn)
                .filter(one -> !one.deleted())
                .orElseThrow(() -> new AwsException(
                        404, "ResourceNotFoundException", "The resource you requested does not exist."));
    }

    private Response get(Asked asked) {
        return Asked.json(200, shown(found(layer(asked) + ":" + asked.values().get("VersionNumber"))));
    }

    private Response byArn(Asked asked) {
        return Asked.json(200, shown(found(asked.query().get("Arn"))));
    }

    private Response delete(Asked asked) {
        versions.change(layer(asked) + ":" + asked.values().get("VersionNumber"), LayerVersion::gone);
        return Asked.nothing();
    }

    private static ObjectNode summary(LayerVersion version) {
        ObjectNode out = version.document().deepCopy();
        out.remove("LayerArn");
        return out;
    }

    private static boolean compatible(Asked asked, LayerVersion version) {
        for (String list : LISTS) {
            String wanted = asked.query().get(list.substring(0, list.length() - 1));
            if (!wanted.isEmpty()
                    && version.document()
                            .path(list)
                            .valueStream()
                            .noneMatch(one -> one.asText().equals(wanted))) {
                return false;
            }
        }
        return true;
    }

    private Response list(Asked asked) {
        String layer = layer(asked);
        List<LayerVersion> all = new ArrayList<>(
                versions.all(one -> one.layer().equals(layer) && !one.deleted() && compatible(asked, one)));
        all.sort(Comparator.comparingInt(LayerVersion::number).reversed());
        // The newest comes first.
        Pages<LayerVersion> page =
                Functions.page(asked, all, one -> "%010d".formatted(Integer.MAX_VALUE - one.number()));
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("LayerVersions");
        page.items().forEach(one -> shown.add(summary(one)));
        page.next().ifPresent(token -> out.put("NextMarker", token));
        return Asked.json(200, out);
    }

    private Response layers(Asked asked) {
        String prefix = asked.caller().arn("lambda", "layer:");
        Map<String, LayerVersion> latest = new java.util.TreeMap<>();
        versions.all(one -> one.arn().startsWith(prefix) && !one.deleted() && compatible(asked, one))
                .forEach(one ->
                        latest.merge(one.layer(), one, (left, right) -> left.number() > right.number() ? left : right));
        Pages<LayerVersion> page = Functions.page(asked, List.copyOf(latest.values()), LayerVersion::layer);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("Layers");
        for (LayerVersion one : page.items()) {
            ObjectNode layer = shown.addObject()
                    .put("LayerName", one.layer().substring(one.layer().lastIndexOf(':') + 1))
                    .put("LayerArn", one.layer());
            layer.set("LatestMatchingVersion", summary(one));
        }
        page.next().ifPresent(token -> out.put("NextMarker", token));
        return Asked.json(200, out);
    }

    /** As a function's configuration has them. @param arns as its owner says */
    ArrayNode chosen(List<String> arns) {
        if (arns.size() > MOST) {
            throw new AwsException(INVALID, "Cannot reference more than " + MOST + " layers.");
        }
        ArrayNode out = Json.MAPPER.createArrayNode();
        Set<String> layers = new HashSet<>();
        for (String arn : arns) {
            LayerVersion version = versions.get(arn)
                    .filter(one -> !one.deleted())
                    .orElseThrow(() -> new AwsException(INVALID, "Layer version " + arn + " does not exist."));
            if (!layers.add(version.layer())) {
                throw new AwsException(
                        INVALID,
                        "Two different versions of the same layer are not allowed to be referenced in the same"
                                + " function.");
            }
            out.addObject().put("Arn", arn).put("CodeSize", version.archive().size());
        }
        return out;
    }

    /** Those of a configuration, in their order. */
    List<Archive> of(ObjectNode configuration) {
        return configuration
                .path("Layers")
                .valueStream()
                .map(layer -> versions.get(layer.path("Arn").asText())
                        .orElseThrow(() -> new IllegalStateException("no layer " + layer))
                        .archive())
                .toList();
    }
}
