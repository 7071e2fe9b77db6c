package io.sockerless.engine.core.container;

import io.sockerless.engine.core.Containers.WaitResult;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.ContainerState.Dead;
import io.sockerless.engine.model.ContainerState.Removing;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.Signal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Removes containers. The row goes before the data: after a crash between them the driver still has something that no row
 * names, which {@link Recovery} sweeps, while a row without data would be a lie.
 */
final class Removals {
    private static final System.Logger LOG = System.getLogger(Removals.class.getName());

    private final Context context;
    private final Signals signals;

    Removals(Context context, Signals signals) {
        this.context = context;
        this.signals = signals;
    }

    /** @throws EngineException CONFLICT when it runs and {@code force} is not given, or another removal is under way */
    void remove(ContainerLife life, boolean force, boolean volumes) {
        Optional<Waits.Mark> ending = life.locked(() -> claim(life, force));
        try {
            if (ending.isPresent()) {
                ending.get().await();
            }
            life.locked(() -> {
                finish(life, volumes);
                return null;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.internal("interrupted while removing container " + life.id(), e);
        } finally {
            life.locked(() -> life.removing = false);
        }
    }

    /** Takes the right to remove it and kills it if need be. @return the end to wait for */
    private Optional<Waits.Mark> claim(ContainerLife life, boolean force) {
        life.requirePresent();
        Container now = life.container();
        if (life.removing) {
            throw Refusals.removing(now);
        }
        if (!life.busy()) {
            life.removing = true;
            return Optional.empty();
        }
        if (!force) {
            String advice = "Stop the container before attempting removal or force remove";
            throw EngineException.conflict("You cannot remove a " + now.state().status() + " container " + now.id()
                    + ". "
                    + (now.state() instanceof ContainerState.Paused
                            ? "Unpause and then " + advice.substring(0, 1).toLowerCase(Locale.ROOT)
                                    + advice.substring(1)
                            : advice));
        }
        life.removing = true;
        if (now.state() instanceof ContainerState.Restarting) {
            life.restartCalledOff.signalAll();
            return Optional.empty();
        }
        Waits.Mark mark = life.waits.mark();
        signals.send(life, Signal.KILL);
        return Optional.of(mark);
    }

    /** Removes a container that does not run; the lock is held. */
    void finish(ContainerLife life, boolean volumes) {
        if (life.waits.gone()) {
            return;
        }
        Container before = life.container();
        life.removing = true;
        life.show(new Removing(before.state()));
        List<String> anonymous = volumes ? life.provision.anonymousVolumes() : List.of();
        try {
            context.rows().delete(before.id(), anonymous);
            context.driver().delete(before.id());
            anonymous.forEach(volume -> removeVolume(life, volume));
        } catch (EngineException e) {
            throw failed(life, before, e);
        }
        context.index().remove(before.id(), before.name());
        life.attachments.abandon();
        life.waits.removed(new WaitResult(life.result().statusCode(), ""));
        context.events().publish(before, "destroy");
    }

    private void removeVolume(ContainerLife life, String volume) {
        try {
            context.volumes().removeAnonymous(volume, life.id());
        } catch (EngineException e) {
            // As in dockerd a volume that stays is no reason for the container to stay.
            LOG.log(System.Logger.Level.WARNING, "cannot remove volume " + volume, e);
        }
    }

    /** What is half removed is dead: it can be removed again and nothing else. */
    private EngineException failed(ContainerLife life, Container before, EngineException cause) {
        ExitStatus exit = before.state().ended().orElse(new ExitStatus(0, false, ContainerState.NEVER));
        Dead dead = new Dead(exit, ContainerLife.startedAt(before.state()), cause.getMessage());
        life.removing = false;
        life.show(dead);
        try {
            context.rows().insert(life.container(), life.provision);
        } catch (EngineException e) {
            cause.addSuppressed(e);
        }
        return new EngineException(
                ErrorKind.INTERNAL,
                "driver \"" + before.driver() + "\" failed to remove root filesystem for " + before.id() + ": "
                        + cause.getMessage(),
                cause);
    }
}
