package io.sockerless.engine.core.container;

import static io.sockerless.engine.core.container.ConfigValidation.require;

import io.sockerless.drivers.spi.CanUpdate;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState.Dead;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.HostConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes of a container's description: its name, its resources and restart policy. */
final class Updates {
    private final Context context;

    Updates(Context context) {
        this.context = context;
    }

    void rename(ContainerLife life, String newName) {
        if (newName.isEmpty()) {
            throw EngineException.invalid("Neither old nor new names may be empty");
        }
        String old = life.locked(() -> {
            life.requirePresent();
            Container before = life.container();
            String name = newName.startsWith("/") ? newName.substring(1) : newName;
            require(!name.equals(before.name()), "Renaming a container with the same name as its current name");
            claim(name, newName, before.id());
            try {
                life.commit(Links.renamed(before.withName(name), before.name(), name));
            } catch (EngineException e) {
                context.index().release(name, before.id());
                throw e;
            }
            context.index().release(before.name(), before.id());
            if (life.container().state().alive()) {
                new Connections(context).reconnect(life);
            }
            context.described(life);
            context.events().publish(life.container(), "rename", Map.of("oldName", "/" + before.name()));
            return before.name();
        });
        relink(old, life);
    }

    /** Those that are linked to a container know it by its new name. */
    private void relink(String old, ContainerLife renamed) {
        for (ContainerLife other : context.index().all()) {
            if (other != renamed && other.container().host().has("Links")) {
                other.locked(() -> {
                    Container next = Links.renamed(
                            other.container(), old, renamed.container().name());
                    if (!other.waits.gone() && next != other.container()) {
                        other.commit(next);
                    }
                    return null;
                });
            }
        }
    }

    /** @param ref {@code owner/alias} */
    void unlink(String ref) {
        int slash = ref.lastIndexOf('/');
        if (slash <= 0) {
            throw EngineException.conflict("Conflict, cannot remove the default link name of the container");
        }
        ContainerLife owner = context.index().get(ref.substring(0, slash));
        owner.locked(() -> {
            owner.requirePresent();
            owner.commit(Links.without(owner.container(), ref.substring(slash + 1)));
            return null;
        });
    }

    private void claim(String name, String given, String id) {
        try {
            context.index().claim(name, id);
        } catch (EngineException e) {
            String reason = e.kind() == ErrorKind.INVALID
                    ? "Invalid container name (/" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
                    : e.getMessage();
            throw new EngineException(e.kind(), "Error when allocating new name: " + reason, e);
        }
    }

    /** @return warnings */
    List<String> update(ContainerLife life, Map<String, Object> changes) {
        HostConfig wanted = new HostConfig(changes);
        ResourceValidation.check(wanted, context.driver().info(), true);
        HostValidation.checkRestartPolicy(wanted);
        return life.locked(() -> {
            life.requirePresent();
            Container before = life.container();
            try {
                if (life.removing || before.state() instanceof Dead) {
                    throw EngineException.conflict("Container is marked for removal and cannot be \"update\".");
                }
                HostConfig after = merged(before.host(), wanted);
                if (!limits(after).equals(limits(before.host()))) {
                    apply(life, after);
                }
                life.commit(before.withHost(after));
            } catch (EngineException e) {
                throw new EngineException(
                        e.kind(), "Cannot update container " + before.id() + ": " + e.getMessage(), e);
            }
            context.described(life);
            context.events().publish(life.container(), "update");
            return List.of();
        });
    }

    /** All but what the engine itself sees to. */
    private static Map<String, Object> limits(HostConfig host) {
        Map<String, Object> limits = new LinkedHashMap<>(host.fields());
        limits.remove("RestartPolicy");
        return limits;
    }

    private void apply(ContainerLife life, HostConfig host) {
        if (!life.container().state().alive()) {
            // Whether the next run can have them.
            Container after = life.container().withHost(host);
            context.driver().validate(context.specs().forCreation(after, life.provision));
        } else if (life.runningTask() instanceof CanUpdate updating) {
            updating.update(host);
        } else {
            throw Refusals.ability(life.container(), "change limits of running containers");
        }
    }

    /** Zero and empty mean: leave it. */
    static HostConfig merged(HostConfig before, HostConfig wanted) {
        require(
                wanted.integer("NanoCpus") <= 0 || before.integer("CpuPeriod") <= 0,
                "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set");
        require(
                wanted.integer("NanoCpus") <= 0 || before.integer("CpuQuota") <= 0,
                "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set");
        require(
                wanted.integer("CpuPeriod") <= 0 || before.integer("NanoCpus") <= 0,
                "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set");
        require(
                wanted.integer("CpuQuota") <= 0 || before.integer("NanoCpus") <= 0,
                "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set");
        long swapBefore = before.integer("MemorySwap");
        require(
                wanted.integer("Memory") == 0
                        || wanted.integer("MemorySwap") != 0
                        || swapBefore <= 0
                        || wanted.integer("Memory") <= swapBefore,
                "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same"
                        + " time");
        Map<String, Object> changes = new LinkedHashMap<>();
        wanted.fields().forEach((name, value) -> {
            boolean policy = name.equals("RestartPolicy");
            if (policy ? !wanted.restartPolicy().isEmpty() : !isZero(value)) {
                changes.put(name, value);
            }
        });
        require(
                !before.autoRemove()
                        || !changes.containsKey("RestartPolicy")
                        || wanted.restartPolicy().equals("no"),
                "Restart policy cannot be updated because AutoRemove is enabled for the container");
        return before.with(changes);
    }

    private static boolean isZero(Object value) {
        return switch (value) {
            case null -> true;
            case Number n -> n.longValue() == 0;
            case String s -> s.isEmpty();
            case Boolean b -> !b;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case Object _ -> false;
        };
    }
}
