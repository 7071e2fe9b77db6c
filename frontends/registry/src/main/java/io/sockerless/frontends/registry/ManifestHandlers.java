package io.sockerless.frontends.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.oci.MediaTypes;
import io.sockerless.engine.oci.OciJson;
import io.sockerless.frontends.http.BodyTooLongException;
import io.sockerless.frontends.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v2/NAME/manifests/TAG-OR-DIGEST} */
final class ManifestHandlers {
    /** What every client can be expected to send and to take (distribution spec, "Pushing manifests"). */
    static final int LONGEST = 4 << 20;

    private final Registry registry;

    ManifestHandlers(Registry registry) {
        this.registry = registry;
    }

    /** GET and HEAD. */
    void read(Exchange exchange, String name, String reference) throws IOException {
        Repository repository = registry.find(name).orElseThrow(() -> unknown(reference));
        String tag = Names.isDigest(reference) ? "" : reference;
        ManifestRow row =
                digest(repository, reference).flatMap(repository::manifest).orElseThrow(() -> unknown(reference));
        if (!tag.isEmpty()) {
            row = negotiated(exchange, repository, row);
        }
        Digest digest = Digest.parse(row.digest());
        Caching.mark(exchange, digest);
        if (Caching.isFresh(exchange, digest)) {
            exchange.send(304);
            return;
        }
        if (exchange.method().equals("HEAD")) {
            exchange.head(200, row.mediaType(), row.size());
            return;
        }
        exchange.send(200, row.mediaType(), bytes(row));
        registry.happened(new RegistryEvent.ManifestPulled(name, digest, row.mediaType(), tag));
    }

    private byte[] bytes(ManifestRow row) throws IOException {
        try {
            return registry.content().read(Digest.parse(row.content()), LONGEST);
        } catch (EngineException e) {
            throw e.kind() == ErrorKind.NOT_FOUND ? unknown(row.digest()) : e;
        }
    }

    private static Optional<Digest> digest(Repository repository, String reference) {
        return Names.isDigest(reference)
                ? Names.digest(reference)
                : Optional.ofNullable(repository.tags().get(reference));
    }

    /**
     * What the tag names, if the client takes it; for a client that takes images only, the one in an index that is for
     * linux on amd64, as Docker's registry has it.
     */
    private ManifestRow negotiated(Exchange exchange, Repository repository, ManifestRow row) throws IOException {
        Accepted accepted = Accepted.of(exchange.requestHeaders("Accept"));
        if (accepted.takes(row.mediaType())) {
            return row;
        }
        if (MediaTypes.isIndex(row.mediaType())) {
            for (Map<String, Object> child : OciJson.objects(OciJson.object(bytes(row), "index"), "manifests")) {
                Map<String, Object> platform = OciJson.object(child, "platform");
                if (OciJson.string(platform, "os").equals("linux")
                        && OciJson.string(platform, "architecture").equals("amd64")) {
                    Optional<ManifestRow> image =
                            Names.digest(OciJson.string(child, "digest")).flatMap(repository::manifest);
                    if (image.isPresent() && accepted.takes(image.get().mediaType())) {
                        return image.get();
                    }
                }
            }
        }
        throw new RegistryException(
                ErrorCode.MANIFEST_UNKNOWN,
                "manifest unknown: there is one of the type " + row.mediaType() + ", which the client does not accept");
    }

    void write(Exchange exchange, String name, String reference) throws IOException {
        byte[] bytes = document(exchange);
        Digest digest;
        List<String> tags = new ArrayList<>();
        if (Names.isDigest(reference)) {
            digest = Names.requireDigest(reference);
            if (!Digests.of(bytes, digest).equals(digest)) {
                throw new RegistryException(
                        ErrorCode.DIGEST_INVALID, "provided digest did not match uploaded content", reference);
            }
        } else {
            digest = Digest.sha256(bytes);
            tags.add(reference);
        }
        for (String tag : tags) {
            if (!Names.isTag(tag)) {
                throw new RegistryException(ErrorCode.MANIFEST_INVALID, "manifest invalid: invalid tag", tag);
            }
        }
        ManifestContent manifest = ManifestContent.read(bytes, exchange.requestHeader("Content-Type"));
        registry.at(name).put(digest, bytes, manifest, tags, registry.now());
        manifest.subject().ifPresent(subject -> exchange.header("OCI-Subject", subject.toString()));
        exchange.header("Location", "/v2/" + name + "/manifests/" + digest)
                .header("Docker-Content-Digest", digest.toString())
                .send(201);
    }

    private static byte[] document(Exchange exchange) throws IOException {
        try {
            return exchange.document(LONGEST);
        } catch (BodyTooLongException _) {
            throw new RegistryException(
                    ErrorCode.MANIFEST_TOO_LARGE, "manifest invalid: it has more than " + LONGEST + " bytes");
        }
    }

    void delete(Exchange exchange, String name, String reference) throws IOException {
        Repository repository = registry.find(name).orElseThrow(() -> unknown(reference));
        boolean deleted = Names.isDigest(reference)
                ? repository.deleteManifest(Names.requireDigest(reference))
                : repository.deleteTag(reference);
        if (!deleted) {
            throw unknown(reference);
        }
        exchange.send(202);
    }

    private static RegistryException unknown(String reference) {
        return new RegistryException(ErrorCode.MANIFEST_UNKNOWN, "manifest unknown", reference);
    }
}
