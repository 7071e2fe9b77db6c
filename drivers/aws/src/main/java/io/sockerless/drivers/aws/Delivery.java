package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.TarIn;
import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.ContainerTrees;
import io.sockerless.drivers.trees.TarInto;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;

/** How a container's own files get into a run that has nothing but the image. */
interface Delivery {
    /** To where everything can be written to, as one more layer. */
    Delivery LAYER = new Delivery() {
        @Override
        public void bring(ContainerTrees trees, TaskSpec spec, DialedAgent agent) throws IOException {
            if (trees.isChanged(spec.id())) {
                Piped.through(to -> trees.remaining().diff(spec.id(), to), agent::layerIn);
            }
        }

        @Override
        public TarIn.Owner owner(ContainerTrees trees, TaskSpec spec) {
            TarInto.Owner user = trees.owner(spec.id());
            return new TarIn.Owner(user.uid(), user.gid());
        }

        @Override
        public void mayWrite(String path) {
            // Everywhere.
        }
    };

    /** @throws EngineException when something of them cannot be there */
    void bring(ContainerTrees trees, TaskSpec spec, DialedAgent agent) throws IOException;

    /** Whom files belong to that the container's user makes. */
    TarIn.Owner owner(ContainerTrees trees, TaskSpec spec);

    /**
     * Of a container that does not run, before anything is written.
     *
     * @throws EngineException FORBIDDEN, when no run could have it there
     */
    void mayWrite(String path);
}
