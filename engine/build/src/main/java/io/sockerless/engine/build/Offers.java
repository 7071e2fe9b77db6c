package io.sockerless.engine.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What some clients give beside the context.
 *
 * @param secrets by their ids
 * @param contexts by the names that {@code FROM} and {@code --from} use for them
 * @param fresh names of stages that are built again whatever is known
 * @param sandbox of the containers of {@code RUN}
 * @param understood arguments that mean something even if no Dockerfile asks for them
 * @param gate is told of each source before it is used, and throws to forbid it
 */
public record Offers(
        Function<String, Optional<byte[]>> secrets,
        Agents agents,
        Map<String, Named> contexts,
        Set<String> fresh,
        Sandbox sandbox,
        Set<String> understood,
        Consumer<String> gate) {
    public static final Offers NONE = new Offers(
            _ -> Optional.empty(), _ -> Optional.empty(), Map.of(), Set.of(), Sandbox.PLAIN, Set.of(), _ -> {});

    public Offers {
        contexts = Map.copyOf(contexts);
        fresh = Set.copyOf(fresh);
        understood = Set.copyOf(understood);
    }

    /**
     * What a command can see of where it runs.
     *
     * @param hostname empty for any
     * @param record what else tells this place from others, for steps to be known by; empty for nothing
     */
    public record Sandbox(String hostname, String record) {
        static final Sandbox PLAIN = new Sandbox("", "");

        String key() {
            return hostname.isEmpty() && record.isEmpty() ? "" : ",host:" + hostname + "," + record;
        }
    }

    /** The one of a name, which may have the usual tag. */
    Optional<Named> context(String name) {
        String plain = name.endsWith(":latest") ? name.substring(0, name.length() - ":latest".length()) : name;
        return Optional.ofNullable(contexts.getOrDefault(name, contexts.get(plain)));
    }

    /** A context with a name. */
    public sealed interface Named {
        /** Files, which stay the caller's. */
        record Tree(TarTree files) implements Named {}

        record Image(String reference) implements Named {}
    }

    /** Agents of ssh. */
    @FunctionalInterface
    public interface Agents {
        /** @return empty if the client has none of that id */
        Optional<Agent> open(String id) throws IOException;
    }

    /** A socket that leads to an agent until it is closed. */
    public interface Agent extends AutoCloseable {
        Path socket();

        @Override
        void close() throws IOException;
    }
}
