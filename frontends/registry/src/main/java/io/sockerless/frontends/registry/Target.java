package io.sockerless.frontends.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a path means (distribution spec, "Endpoints"). Names have slashes, so it is told from its end. */
sealed interface Target {
    /** {@code /v2/} */
    record Base() implements Target {}

    /** {@code /v2/_catalog} */
    record Catalog() implements Target {}

    /** {@code /v2/NAME/tags/list} */
    record Tags(String name) implements Target {}

    /** {@code /v2/NAME/manifests/TAG-OR-DIGEST} */
    record Manifest(String name, String reference) implements Target {}

    /** {@code /v2/NAME/blobs/DIGEST} */
    record Blob(String name, String digest) implements Target {}

    /** {@code /v2/NAME/blobs/uploads/} */
    record Uploads(String name) implements Target {}

    /** {@code /v2/NAME/blobs/uploads/ID} */
    record Upload(String name, String id) implements Target {}

    /** {@code /v2/NAME/referrers/DIGEST} */
    record Referrers(String name, String digest) implements Target {}

    /** Empty for a path that means nothing here. */
    static Optional<Target> of(String path) {
        if (path.equals("/v2/") || path.equals("/v2")) {
            return Optional.of(new Base());
        }
        if (!path.startsWith("/v2/")) {
            return Optional.empty();
        }
        List<String> words = Arrays.asList(path.substring("/v2/".length()).split("/", -1));
        int count = words.size();
        if (count == 1) {
            return words.getFirst().equals("_catalog") ? Optional.of(new Catalog()) : Optional.empty();
        }
        String last = words.getLast();
        String before = words.get(count - 2);
        if (count > 3 && before.equals("uploads") && words.get(count - 3).equals("blobs")) {
            String name = name(words, 3);
            return Optional.of(last.isEmpty() ? new Uploads(name) : new Upload(name, last));
        }
        if (count < 3) {
            return Optional.empty();
        }
        String name = name(words, 2);
        return switch (before) {
            case "manifests" -> Optional.of(new Manifest(name, last));
            case "blobs" -> Optional.of(last.equals("uploads") ? new Uploads(name) : new Blob(name, last));
            case "referrers" -> Optional.of(new Referrers(name, last));
            case "tags" -> last.equals("list") ? Optional.of(new Tags(name)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static String name(List<String> words, int behind) {
        return String.join("/", words.subList(0, words.size() - behind));
    }
}
