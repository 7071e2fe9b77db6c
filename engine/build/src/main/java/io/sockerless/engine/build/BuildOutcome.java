package io.sockerless.engine.build;

import java.util.List;

/**
 * What a build has made.
 *
 * @param image the id of what was wanted
 * @param stages the ids of what its other stages have come to
 */
public record BuildOutcome(String image, List<String> stages) {
    public BuildOutcome {
        stages = List.copyOf(stages);
    }
}
