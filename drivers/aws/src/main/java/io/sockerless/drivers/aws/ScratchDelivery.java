package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.ContainerTrees;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** To a function, whose user can write to {@value #SCRATCH} only, and whose files there are all that user's. */
final class ScratchDelivery implements Delivery {
    static final String SCRATCH = "/tmp";

    private static final TarIn.Owner USER = new TarIn.Owner(993, 990);

    /** All that is to be there: what the image has there, too, for it is hidden by an empty directory. */
    @Override
    public void bring(ContainerTrees trees, TaskSpec spec, DialedAgent agent) throws IOException {
        String id = spec.id();
        if (trees.isChanged(id)) {
            trees.remaining().changes(id).stream()
                    .map(change -> change.path())
                    .filter(path -> !isScratch(path))
                    .findFirst()
                    .ifPresent(path -> {
                        throw refused(path);
                    });
        }
        if (hasScratch(trees, id)) {
            Piped.through(
                    to -> trees.remaining().tarOut(id, SCRATCH + "/.", to),
                    from -> agent.tarIn(new TarIn(SCRATCH, false, Optional.of(USER)), from));
        }
    }

    private static boolean hasScratch(ContainerTrees trees, String id) {
        try {
            trees.remaining().stat(id, SCRATCH + "/.");
            return true;
        } catch (EngineException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public TarIn.Owner owner(ContainerTrees trees, TaskSpec spec) {
        return USER;
    }

    @Override
    public void mayWrite(String path) {
        if (!isScratch(Path.of("/").resolve(path).normalize().toString())) {
            throw refused(path);
        }
    }

    private static boolean isScratch(String path) {
        return path.equals(SCRATCH) || path.startsWith(SCRATCH + "/");
    }

    private static EngineException refused(String path) {
        return new EngineException(
                ErrorKind.FORBIDDEN, "driver lambda: " + path + ": Lambda lets nothing be written to but " + SCRATCH);
    }
}
