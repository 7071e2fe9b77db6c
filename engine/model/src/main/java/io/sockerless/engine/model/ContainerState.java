package io.sockerless.engine.model;

import java.time.Instant;
import java.util.Optional;

/** Where a container is in its life. Instants are {@link #NEVER} when the thing has not happened. */
public sealed interface ContainerState {
    /** Go's zero time, which Docker shows as {@code 0001-01-01T00:00:00Z}. */
    Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    /** Not started yet. {@code error} tells why the last start failed; {@code exitCode} is then 127, 126 or 128. */
    record Created(int exitCode, String error) implements ContainerState {
        public static final Created FRESH = new Created(0, "");
    }

    /** @param pid the process id on the host, 0 where the driver has none */
    record Running(long pid, Instant startedAt, Instant lastFinishedAt) implements ContainerState {}

    record Paused(long pid, Instant startedAt, Instant lastFinishedAt) implements ContainerState {}

    /** Ended; the restart policy will start it again. */
    record Restarting(ExitStatus exit, Instant startedAt) implements ContainerState {}

    record Exited(ExitStatus exit, Instant startedAt, String error) implements ContainerState {}

    /** Being removed; {@code before} is the state it had. */
    record Removing(ContainerState before) implements ContainerState {}

    /** Removal failed half way; only another removal is possible. */
    record Dead(ExitStatus exit, Instant startedAt, String error) implements ContainerState {}

    /** Docker's word for the state, as in {@code docker ps}. */
    default String status() {
        return switch (this) {
            case Created _ -> "created";
            case Running _ -> "running";
            case Paused _ -> "paused";
            case Restarting _ -> "restarting";
            case Exited _ -> "exited";
            case Removing _ -> "removing";
            case Dead _ -> "dead";
        };
    }

    /** Whether a process exists: running, paused. */
    default boolean alive() {
        return this instanceof Running || this instanceof Paused;
    }

    /** How it ended, when it has ended. */
    default Optional<ExitStatus> ended() {
        return switch (this) {
            case Restarting r -> Optional.of(r.exit());
            case Exited e -> Optional.of(e.exit());
            case Dead d -> Optional.of(d.exit());
            case Removing r -> r.before().ended();
            case Created _, Running _, Paused _ -> Optional.empty();
        };
    }
}
