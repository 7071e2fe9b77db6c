package io.sockerless.engine.build.dockerfile;

import io.sockerless.engine.model.EngineException;

/** What is wrong with a Dockerfile, in dockerd's words. */
final class Faults {
    private Faults() {}

    /** An instruction that cannot be understood. */
    static EngineException at(int line, String why) {
        return EngineException.invalid("dockerfile parse error line " + line + ": " + why);
    }

    /** A text whose words cannot be told apart, which dockerd finds before it looks at instructions. */
    static EngineException text(String why) {
        return EngineException.invalid("failed to parse Dockerfile: " + why);
    }
}
