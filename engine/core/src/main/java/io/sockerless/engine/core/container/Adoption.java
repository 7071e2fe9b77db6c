package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.CanPause;
import io.sockerless.drivers.spi.FindsContainers;
import io.sockerless.drivers.spi.FindsContainers.Found;
import io.sockerless.drivers.spi.Task;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ExitStatus;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes over running containers of a daemon that has lost its state, which the driver has found. */
final class Adoption {
    private static final System.Logger LOG = System.getLogger(Adoption.class.getName());

    private final Context context;
    private final NetworkSource networks;
    private final Set<String> adopted = new HashSet<>();

    Adoption(Context context, NetworkSource networks) {
        this.context = context;
        this.networks = networks;
    }

    /** Has the driver ask for descriptions, if it is one that lets them travel. */
    void describe() {
        if (context.driver() instanceof FindsContainers finder) {
            finder.describedBy(id -> Description.of(context.index().get(id), networks, context.volumes())
                    .text());
        }
    }

    /** Before anything else is made of what the driver has. One that cannot be had keeps none of the others back. */
    void adopt() {
        if (!(context.driver() instanceof FindsContainers finder)) {
            return;
        }
        for (Found found : finder.find()) {
            try {
                adopt(finder, found);
                adopted.add(found.id());
                LOG.log(System.Logger.Level.INFO, "took over container {0}", found.id());
            } catch (EngineException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "container {0} is not taken over: {1}",
                        found.id(),
                        e.getMessage());
            }
        }
    }

    private void adopt(FindsContainers finder, Found found) {
        if (context.index().all().stream().anyMatch(life -> life.id().equals(found.id()))) {
            if (!context.index().get(found.id()).container().state().alive()) {
                throw EngineException.conflict("there is one here, which does not run: remove it first");
            }
            finder.takeOver(found.id());
            return;
        }
        Container entered = enter(Description.parse(found.description()), found);
        try {
            finder.takeOver(found.id());
        } catch (EngineException e) {
            // Its volumes stay: they are whose it is.
            context.rows().delete(entered.id(), List.of());
            context.index().remove(entered.id(), entered.name());
            throw e;
        }
    }

    private Container enter(Description described, Found found) {
        Container container = described.container();
        if (!container.id().equals(found.id())) {
            throw EngineException.invalid("its description is that of container " + container.id());
        }
        context.index().claim(container.name(), container.id());
        try {
            described.networks().forEach(networks::restore);
            described.volumes().forEach(context.volumes()::restore);
            Container running = container.withState(running(container, found.startedAt()));
            context.rows().insert(running, described.provision());
            context.index().add(new ContainerLife(context.rows(), running, described.provision()));
            return running;
        } catch (RuntimeException e) {
            context.index().release(container.name(), container.id());
            throw e;
        }
    }

    private static ContainerState running(Container before, Instant startedAt) {
        Instant finishedAt = before.state().ended().map(ExitStatus::finishedAt).orElse(ContainerState.NEVER);
        return new ContainerState.Running(0, startedAt, finishedAt);
    }

    /** Whether what is known of its run is what its description says, and no more. */
    boolean isNew(ContainerLife life) {
        return adopted.contains(life.id());
    }

    /** As its task has it. */
    static Container asFound(Container container, Task task) {
        Container connected = container.withNetwork(PortSpecs.exposed(container, task.network()));
        boolean paused = task instanceof CanPause pausing && !task.ended() && pausing.paused();
        return paused && container.state() instanceof ContainerState.Running running
                ? connected.withState(
                        new ContainerState.Paused(running.pid(), running.startedAt(), running.lastFinishedAt()))
                : connected;
    }
}
