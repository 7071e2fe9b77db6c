package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The images in which functions of zip files run, by their runtimes.
 *
 * @param chosen by who runs the simulator
 */
record Runtimes(DockerEngine engine, Map<String, String> chosen) {
    /** With the tags of AWS's images. */
    private static final Map<String, String> PROVIDED =
            Map.of("provided.al2023", "al2023", "provided.al2", "al2", "provided", "alami");

    private static final String BASE = "public.ecr.aws/lambda/provided:";

    /** Whether the program is the function's own, {@code bootstrap}. */
    static boolean provided(String runtime) {
        return PROVIDED.containsKey(runtime);
    }

    /**
     * The image of a runtime, which is at the engine.
     *
     * @throws AwsException when there is none
     */
    String image(String runtime) {
        List<String> candidates = chosen.containsKey(runtime)
                ? List.of(chosen.get(runtime))
                : provided(runtime) ? List.of(BASE + PROVIDED.get(runtime), "busybox") : List.of();
        if (candidates.isEmpty()) {
            throw new AwsException(
                    "InvalidParameterValueException",
                    "The runtime " + runtime + " is not simulated by itself: the simulator has to be started with"
                            + " --lambda-image " + runtime + "=IMAGE, an image that has its Runtime Interface Client.");
        }
        try {
            for (String candidate : candidates) {
                if (engine.hasImage(candidate)) {
                    return candidate;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the engine is out of reach", e);
        }
        throw new AwsException(
                "InvalidParameterValueException",
                "The runtime " + runtime + " needs an image to run in, and the engine has none of "
                        + String.join(", ", candidates) + ". Pull one, or start the simulator with --lambda-image "
                        + runtime + "=IMAGE.");
    }
}
