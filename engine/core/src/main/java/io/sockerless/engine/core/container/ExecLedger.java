package io.sockerless.engine.core.container;

import java.util.List;

/** What containers need of execs. */
public interface ExecLedger {
    /** Execs of a container that inspect shows, oldest first. */
    List<String> ids(String containerId);

    /** Drops the execs of a container that goes. */
    void forget(String containerId);
}
