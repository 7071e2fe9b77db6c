package io.sockerless.simulators.aws.lambda;

import java.time.Duration;
import java.util.Map;

/**
 * What is chosen by who runs the simulator.
 *
 * @param keep how long an environment is kept that has nothing to do
 * @param images in which zip files run, by their runtimes
 */
public record LambdaOptions(Duration keep, Map<String, String> images) {
    public LambdaOptions {
        images = Map.copyOf(images);
    }
}
