package io.sockerless.frontends.registry;

import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.frontends.http.Exchange;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists: repositories, tags, referrers. Long ones come in pages, each with a link to the next. */
final class ListHandlers {
    private static final int CATALOG_PAGE = 100;
    private static final int LONGEST_PAGE = 10_000;

    private final Registry registry;

    ListHandlers(Registry registry) {
        this.registry = registry;
    }

    void catalog(Exchange exchange) throws IOException {
        int count = count(exchange, CATALOG_PAGE);
        List<String> names =
                registry.names(exchange.query().get("last")).limit(count + 1L).toList();
        exchange.json(200, Map.of("repositories", page(exchange, "/v2/_catalog", names, count)));
    }

    void tags(Exchange exchange, String name) throws IOException {
        Repository repository = registry.find(name)
                .orElseThrow(() ->
                        new RegistryException(ErrorCode.NAME_UNKNOWN, "repository name not known to registry", name));
        int count = count(exchange, LONGEST_PAGE);
        String last = exchange.query().get("last");
        List<String> tags = (last.isEmpty()
                        ? repository.tags()
                        : repository.tags().tailMap(last, false))
                .keySet().stream().limit(count + 1L).toList();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", name);
        answer.put("tags", page(exchange, "/v2/" + name + "/tags/list", tags, count));
        exchange.json(200, answer);
    }

    private static int count(Exchange exchange, int usual) {
        String text = exchange.query().get("n");
        if (text.isEmpty()) {
            return usual;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new RegistryException(
                    ErrorCode.PAGINATION_NUMBER_INVALID, "invalid number of results requested", text);
        }
        return (int) Math.min(Long.parseLong(text), LONGEST_PAGE);
    }

    /** @param found one more than fits, if there are more */
    private static List<String> page(Exchange exchange, String path, List<String> found, int count) {
        if (found.size() <= count) {
            return found;
        }
        List<String> page = found.subList(0, count);
        if (count > 0) {
            link(exchange, path + "?n=" + count + "&last=" + encoded(page.getLast()));
        }
        return page;
    }

    private static void link(Exchange exchange, String target) {
        exchange.header("Link", "<" + target + ">; rel=\"next\"");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Manifests whose subject this is; none is a list, too. */
    void referrers(Exchange exchange, String name, String text) throws IOException {
        Digest subject = Names.requireDigest(text);
        String wanted = exchange.query().get("artifactType");
        String last = exchange.query().get("last");
        List<Map<String, Object>> descriptors = new ArrayList<>();
        int size = 0;
        String end = "";
        List<ManifestRow> all = registry.find(name)
                .map(repository -> List.copyOf(repository.referrers(subject).values()))
                .orElse(List.of());
        for (ManifestRow row : all) {
            if (!wanted.isEmpty() && !row.artifactType().equals(wanted)
                    || !last.isEmpty() && row.digest().compareTo(last) <= 0) {
                continue;
            }
            Map<String, Object> descriptor = descriptor(row);
            size += OciJson.bytes(descriptor).length;
            // The answer is a manifest too, and may not be longer than any other.
            if (!descriptors.isEmpty() && size > ManifestHandlers.LONGEST - (1 << 10)) {
                link(
                        exchange,
                        "/v2/" + name + "/referrers/" + subject + "?last=" + encoded(end)
                                + (wanted.isEmpty() ? "" : "&artifactType=" + encoded(wanted)));
                break;
            }
            descriptors.add(descriptor);
            end = row.digest();
        }
        if (!wanted.isEmpty()) {
            exchange.header("OCI-Filters-Applied", "artifactType");
        }
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        index.put("manifests", descriptors);
        exchange.send(200, MediaTypes.OCI_INDEX, Json.line(index));
    }

    private static Map<String, Object> descriptor(ManifestRow row) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", row.mediaType());
        descriptor.put("digest", row.digest());
        descriptor.put("size", row.size());
        if (!row.artifactType().isEmpty()) {
            descriptor.put("artifactType", row.artifactType());
        }
        if (!row.annotations().isEmpty()) {
            descriptor.put("annotations", row.annotations());
        }
        return descriptor;
    }
}
