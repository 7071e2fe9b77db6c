package io.sockerless.drivers.spi;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * A driver whose running containers say themselves what they are, so that a daemon finds those of one that has lost its
 * state. At each {@link Driver#prepare} it asks the engine for the container's description and has it go with the run.
 */
public interface FindsContainers {
    /**
     * A container that runs and that this daemon does not have.
     *
     * @param id 64 hexadecimal digits
     * @param description the engine's own, word for word
     * @param startedAt when its surroundings began, where nobody can tell when its command did
     */
    record Found(String id, String description, Instant startedAt) {}

    /** @param source the description of a container by its id. Called once, before anything else. */
    void describedBy(Function<String, String> source);

    /** The description of a container that runs has changed. What does not reach it is told to the log. */
    void described(String id, String name);

    /**
     * Looks for them; nobody has them yet. Empty unless the driver was told to look.
     *
     * @throws io.sockerless.engine.model.EngineException UNAVAILABLE when it cannot look
     */
    List<Found> find();

    /**
     * Makes a container that was found this daemon's, and no other's any more. The engine has it on disk already, so that a
     * daemon that is killed meanwhile finds it again. {@link Driver#recover} then has its task.
     *
     * @throws io.sockerless.engine.model.EngineException when it cannot be this daemon's; then it stays whose it was
     */
    void takeOver(String id);
}
