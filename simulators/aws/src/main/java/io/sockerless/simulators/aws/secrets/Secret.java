package io.sockerless.simulators.aws.secrets;

import io.sockerless.simulators.aws.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A secret with its values.
 *
 * @param place account and region
 * @param suffix the six characters at the end of its ARN
 * @param created milliseconds since 1970, as all times here
 * @param deleted when it was marked for deletion; 0 for a secret that is not
 * @param gone when it goes, if it was marked
 * @param versions in the order in which they came
 */
record Secret(
        String place,
        String name,
        String suffix,
        String description,
        Map<String, String> tags,
        long created,
        long changed,
        long deleted,
        long gone,
        List<Version> versions) {
    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";

    /**
     * A value of it.
     *
     * @param text or empty
     * @param binary in base64, or empty
     * @param stages its labels; a version without one goes when there are too many
     */
    record Version(String id, String text, String binary, long created, List<String> stages) {
        Version {
            stages = List.copyOf(stages);
        }

        Version at(List<String> others) {
            return new Version(id, text, binary, created, others);
        }

        boolean same(Version other) {
            return text.equals(other.text) && binary.equals(other.binary);
        }
    }

    Secret {
        tags = Map.copyOf(tags);
        versions = List.copyOf(versions);
    }

    static String place(Caller caller) {
        return caller.account() + ":" + caller.region();
    }

    static String key(Caller caller, String name) {
        return place(caller) + ":" + name;
    }

    String key() {
        return place + ":" + name;
    }

    String arn(Caller caller) {
        return caller.arn("secretsmanager", "secret:" + name + "-" + suffix);
    }

    boolean marked() {
        return deleted != 0;
    }

    Optional<Version> version(String id) {
        return versions.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    Optional<Version> staged(String stage) {
        return versions.stream().filter(one -> one.stages().contains(stage)).findFirst();
    }

    Secret with(List<Version> others, long now) {
        return new Secret(place, name, suffix, description, tags, created, now, deleted, gone, others);
    }

    Secret described(String other, long now) {
        return new Secret(place, name, suffix, other, tags, created, now, deleted, gone, versions);
    }

    Secret tagged(Map<String, String> others, long now) {
        return new Secret(place, name, suffix, description, others, created, now, deleted, gone, versions);
    }

    Secret marked(long at, long end) {
        return new Secret(place, name, suffix, description, tags, created, changed, at, end, versions);
    }

    /** With a label at one version, which the others lose; what was current becomes the previous one. */
    Secret moved(String stage, String to, long now) {
        Optional<Version> before = staged(stage);
        List<Version> all = new ArrayList<>();
        for (Version version : versions) {
            List<String> stages = new ArrayList<>(version.stages());
            stages.remove(stage);
            boolean replaced = stage.equals(CURRENT)
                    && before.isPresent()
                    && !before.get().id().equals(to);
            if (replaced) {
                stages.remove(PREVIOUS);
                if (version.id().equals(before.get().id())) {
                    stages.add(PREVIOUS);
                }
            }
            if (version.id().equals(to)) {
                stages.add(stage);
            }
            all.add(version.at(stages));
        }
        return with(all, now);
    }
}
