package io.sockerless.engine.oci.registry;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import io.sockerless.engine.model.image.ImageReference;
import io.sockerless.engine.oci.Compression;
import io.sockerless.engine.oci.Descriptor;
import io.sockerless.engine.oci.ImageConfig;
import io.sockerless.engine.oci.ImageManifest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Optional;

/** Reads one layer of an image of one platform where it is, without pulling the image. */
public record RemoteLayer(RegistryClient client) {
    /**
     * The layer's uncompressed tar, which the caller closes. Its end fails with INVALID unless all of it was right.
     *
     * @param diffId digest of that tar
     * @throws EngineException NOT_FOUND if the image is not there, or has no such layer
     */
    public InputStream open(ImageReference image, Digest diffId, AuthConfig credentials) {
        try {
            return client.reading(image, credentials, repository -> {
                Manifests.Document document = new Manifests(repository, client.retry(), Optional.empty()).get(image);
                ImageManifest manifest = ImageManifest.parse(
                        document.json(), document.descriptor().mediaType());
                ImageConfig config;
                try (InputStream in = blob(repository, manifest.config())) {
                    config = ImageConfig.parse(in.readNBytes(ImageConfig.MAX_BYTES));
                }
                int index = config.diffIds().indexOf(diffId);
                if (index < 0 || index >= manifest.layers().size()) {
                    throw EngineException.notFound("image " + image + " has no layer " + diffId);
                }
                InputStream layer = blob(repository, manifest.layers().get(index));
                return new VerifyingInput(Compression.inflate(layer), diffId);
            });
        } catch (IOException e) {
            throw RegistryClient.engine(e);
        }
    }

    private InputStream blob(RemoteRepository repository, Descriptor blob) throws IOException {
        HttpResponse<InputStream> response = client.retry()
                .run(() -> repository.send(RemoteRepository.Call.get(repository.uri("blobs/" + blob.digest()))));
        if (response.statusCode() != 200) {
            throw RemoteRepository.failure(response);
        }
        return response.body();
    }
}
