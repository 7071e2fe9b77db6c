package io.sockerless.simulators.aws.efs;

import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What file systems are at the engine: named volumes with a label by which they are found again. One is made when it is
 * first mounted, and goes with its file system, or as soon as no task has it any more.
 */
record Volumes(Resources resources, DockerEngine engine) {
    private static final System.Logger LOG = System.getLogger(Volumes.class.getName());
    private static final String LABEL = "io.sockerless.simulator.efs";

    Map<String, String> labels() {
        return Map.of(LABEL, resources.state().id());
    }

    /** Removes what belongs to no file system. */
    void sweep() {
        Set<String> known = resources.systems().all(_ -> true).stream()
                .map(FileSystem::volume)
                .collect(Collectors.toSet());
        keepOnly(known);
    }

    void clear() {
        keepOnly(Set.of());
    }

    private void keepOnly(Set<String> known) {
        try {
            for (String name :
                    engine.volumes().labelled(LABEL, resources.state().id())) {
                if (!known.contains(name)) {
                    engine.volumes().remove(name);
                }
            }
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.WARNING, "volumes of deleted file systems may be left: {0}", e.toString());
        }
    }

    /** The bytes in them, by the volumes' names; without those that the engine does not tell, or that were never mounted. */
    Map<String, Long> sizes() {
        try {
            List<String> mounted =
                    engine.volumes().labelled(LABEL, resources.state().id());
            return mounted.isEmpty() ? Map.of() : engine.volumes().sizes();
        } catch (IOException | DockerException e) {
            LOG.log(System.Logger.Level.DEBUG, "the sizes of file systems are not known: {0}", e.toString());
            return Map.of();
        }
    }
}
