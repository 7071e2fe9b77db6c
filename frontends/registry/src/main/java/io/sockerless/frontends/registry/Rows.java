package io.sockerless.frontends.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.engine.store.Batch;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import io.sockerless.frontends.http.Json;
import java.util.function.Consumer;

/** The durable documents of one registry. A write is on disk when it returns; several in one are there together. */
final class Rows {
    private final Store store;
    private final Table<ManifestRow> manifests;
    private final Table<TagRow> tags;
    private final Table<BlobRow> blobs;
    private final Table<UploadRow> uploads;

    /** @param prefix of the tables' names, for a store that holds other things too */
    Rows(Store store, String prefix) {
        ObjectMapper mapper = Json.MAPPER;
        this.store = store;
        manifests = store.table(prefix + "-manifest", ManifestRow.class, mapper);
        tags = store.table(prefix + "-tag", TagRow.class, mapper);
        blobs = store.table(prefix + "-blob", BlobRow.class, mapper);
        uploads = store.table(prefix + "-upload", UploadRow.class, mapper);
    }

    Iterable<ManifestRow> manifests() {
        return manifests.values();
    }

    Iterable<TagRow> tags() {
        return tags.values();
    }

    Iterable<BlobRow> blobs() {
        return blobs.values();
    }

    Iterable<UploadRow> uploads() {
        return uploads.values();
    }

    void write(Consumer<Changes> changes) {
        store.write(batch -> changes.accept(new Changes(batch)));
    }

    /** The changes of one transaction. Neither a name nor a digest has an @, and only a digest has a colon. */
    final class Changes {
        private final Batch batch;

        private Changes(Batch batch) {
            this.batch = batch;
        }

        void put(ManifestRow row) {
            batch.put(manifests, row.repository() + "@" + row.digest(), row);
        }

        void delete(ManifestRow row) {
            batch.delete(manifests, row.repository() + "@" + row.digest());
        }

        void put(TagRow row) {
            batch.put(tags, row.repository() + ":" + row.tag(), row);
        }

        void deleteTag(String repository, String tag) {
            batch.delete(tags, repository + ":" + tag);
        }

        void put(BlobRow row) {
            batch.put(blobs, row.repository() + "@" + row.digest(), row);
        }

        void delete(BlobRow row) {
            batch.delete(blobs, row.repository() + "@" + row.digest());
        }

        void put(UploadRow row) {
            batch.put(uploads, row.id(), row);
        }

        void deleteUpload(String id) {
            batch.delete(uploads, id);
        }
    }
}
