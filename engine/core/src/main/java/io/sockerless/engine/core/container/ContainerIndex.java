package io.sockerless.engine.core.container;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.Names;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All containers by id, and who holds which name. */
final class ContainerIndex {
    private final Map<String, ContainerLife> lives = new ConcurrentHashMap<>();
    private final Map<String, String> idsByName = new ConcurrentHashMap<>();

    Collection<ContainerLife> all() {
        return Collections.unmodifiableCollection(lives.values());
    }

    void add(ContainerLife life) {
        lives.put(life.id(), life);
    }

    /** Forgets a container and gives its name back. */
    void remove(String id, String name) {
        lives.remove(id);
        release(name, id);
    }

    /**
     * Takes a name for a container.
     *
     * @throws EngineException INVALID when it is no name, CONFLICT when another container holds it
     */
    void claim(String name, String id) {
        if (!Names.valid(name)) {
            throw EngineException.invalid(
                    "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        }
        String holder = idsByName.putIfAbsent(name, id);
        if (holder != null && !holder.equals(id)) {
            throw EngineException.conflict("Conflict. The container name \"/" + name
                    + "\" is already in use by container \"" + holder
                    + "\". You have to remove (or rename) that container to be able to reuse that name.");
        }
    }

    boolean tryClaim(String name, String id) {
        return idsByName.putIfAbsent(name, id) == null;
    }

    void release(String name, String id) {
        idsByName.remove(name, id);
    }

    /** @throws EngineException NOT_FOUND; INVALID when it is the beginning of several ids */
    ContainerLife get(String ref) {
        return find(ref).orElseThrow(() -> EngineException.notFound("No such container: " + ref));
    }

    Optional<ContainerLife> find(String ref) {
        if (ref.isEmpty()) {
            throw EngineException.invalid("No container name or ID supplied");
        }
        ContainerLife byId = lives.get(ref);
        if (byId != null) {
            return Optional.of(byId);
        }
        String named = idsByName.get(ref.startsWith("/") ? ref.substring(1) : ref);
        if (named != null) {
            // A name is claimed a moment before its container exists.
            return Optional.ofNullable(lives.get(named));
        }
        if (ref.indexOf('/', 1) > 0) {
            return linked(ref);
        }
        List<ContainerLife> found = lives.values().stream()
                .filter(life -> life.id().startsWith(ref))
                .limit(2)
                .toList();
        if (found.size() > 1) {
            throw EngineException.invalid("Multiple IDs found with provided prefix: " + ref);
        }
        return found.stream().findFirst();
    }

    /** A container that another one is linked to, by that one's name and the alias. */
    private Optional<ContainerLife> linked(String ref) {
        int slash = ref.lastIndexOf('/');
        return find(ref.substring(0, slash))
                .flatMap(owner -> Links.otherOf(owner.container(), ref.substring(slash + 1)))
                .flatMap(this::find);
    }
}
