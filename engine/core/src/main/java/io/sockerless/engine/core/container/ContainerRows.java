package io.sockerless.engine.core.container;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sockerless.engine.core.persistence.ModelJson;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.store.Store;
import io.sockerless.engine.store.Table;
import java.util.Collection;
import java.util.List;

/** Containers in the store, and in the same transactions what else comes and goes with them. */
final class ContainerRows {
    private final Store store;
    private final VolumeSource volumes;
    private final ExecLedger execs;
    private final Table<Container> containers;
    private final Table<Provision> provisions;

    ContainerRows(Store store, VolumeSource volumes, ExecLedger execs) {
        ObjectMapper mapper = ModelJson.mapper();
        this.store = store;
        this.volumes = volumes;
        this.execs = execs;
        this.containers = store.table("container", Container.class, mapper);
        this.provisions = store.table("provision", Provision.class, mapper);
    }

    List<Container> all() {
        return List.copyOf(containers.values());
    }

    Provision provision(String id) {
        return provisions
                .get(id)
                .orElseThrow(() -> new IllegalStateException("container " + id + " has no provision row"));
    }

    void insert(Container container, Provision provision) {
        store.write(batch -> {
            batch.put(provisions, container.id(), provision);
            batch.put(containers, container.id(), container);
            volumes.claim(batch, provision.anonymousVolumes());
        });
    }

    void update(Container container) {
        containers.put(container.id(), container);
    }

    /** @param anonymousVolumes those that go with it */
    void delete(String id, Collection<String> anonymousVolumes) {
        store.write(batch -> {
            batch.delete(provisions, id);
            batch.delete(containers, id);
            execs.forget(batch, id);
            volumes.disclaim(batch, anonymousVolumes);
        });
    }
}
