package io.sockerless.engine.core.container;

import io.sockerless.engine.store.Batch;
import java.util.List;

/** What containers need of execs. */
public interface ExecLedger {
    /** Execs of a container that inspect shows, oldest first. */
    List<String> ids(String containerId);

    /** In the transaction that deletes a container: its execs go, too. */
    void forget(Batch batch, String containerId);
}
