package io.sockerless.drivers.aws;

import io.sockerless.drivers.aws.Claims.Claim;
import io.sockerless.drivers.aws.PublishedPorts.Published;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which containers there are, and which task is each one's latest run. */
record Claims(SmallFiles<Claim> files) {
    private static final String PREPARED = "prepared";

    /**
     * A container's claim.
     *
     * @param image by digest, as tasks pull it
     * @param run names the run that is on, for the service to start it once; empty when there is none
     * @param task its ARN; empty as long as the service has not answered, and where runs have none
     * @param until when the run is over at the latest, in milliseconds since 1970; 0 where there is no such time
     * @param paused whether the run was frozen when its agent was last asked
     * @param kept whether what the run's command has left behind has been taken over
     * @param ports where the run's ports are published
     * @param takenBy the daemon that has taken the container's run over, which is none here any more; else empty
     * @param waiting the definition of a run whose command has not been let run yet, or "prepared" where runs have
     *     none; else empty
     */
    record Claim(
            String image,
            String run,
            String task,
            long until,
            boolean paused,
            boolean kept,
            List<Published> ports,
            String takenBy,
            String waiting) {
        Claim {
            ports = List.copyOf(ports);
            takenBy = takenBy == null ? "" : takenBy; // in files of before there was one
            waiting = waiting == null ? "" : waiting;
        }

        /** What it is to be run as is being made, which comes to pass by an instant or never. */
        static Claim making(Instant by) {
            return new Claim("", "", "", by.toEpochMilli(), false, false, List.of(), "", "");
        }

        boolean isMaking() {
            return image.isEmpty();
        }

        static Claim idle(String image) {
            return new Claim(image, "", "", 0, false, false, List.of(), "", "");
        }

        static Claim taken(String image, String by) {
            return new Claim(image, "", "", 0, false, false, List.of(), by, "");
        }

        Claim running(String run, String task, List<Published> ports) {
            return new Claim(image, run, task, 0, false, false, ports, "", "");
        }

        Claim withWaiting(String definition) {
            return new Claim(image, run, task, until, paused, kept, ports, takenBy, definition);
        }

        /** Not before {@link #withWaiting} is its command let run. */
        Claim running(String run, Instant until, List<Published> ports) {
            return new Claim(image, run, "", until.toEpochMilli(), false, false, ports, "", PREPARED);
        }

        Claim withPaused(boolean now) {
            return new Claim(image, run, task, until, now, kept, ports, takenBy, waiting);
        }

        Claim withKept() {
            return new Claim(image, run, task, until, paused, true, ports, takenBy, waiting);
        }
    }

    static Claims in(Path state) {
        return new Claims(SmallFiles.in(state.resolve("containers"), Claim.class));
    }

    Claims cleared() {
        return new Claims(files.cleared());
    }

    Optional<Claim> read(String id) {
        return files.read(id);
    }

    void write(String id, Claim claim) {
        files.write(id, claim);
    }

    void delete(String id) {
        files.delete(id);
    }

    List<String> ids() {
        return files.names();
    }
}
