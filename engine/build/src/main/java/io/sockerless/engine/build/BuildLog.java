package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.Dockerfile;
import io.sockerless.engine.core.Images.Progress;

/** What happens in a build, as it happens. Called by one thread at a time. */
public interface BuildLog {
    /** A stage begins: its steps come next, that of its FROM first. @param stages how many there are in the file */
    default void stage(Dockerfile.Stage stage, int stages) {}

    /** @param number from 1, of {@code total} */
    void step(int number, int total, String text);

    /** The step is known: nothing is done again. */
    void cached();

    void running(String container);

    /** @param error whether it is of standard error */
    void output(byte[] bytes, boolean error);

    void removed(String container);

    /** The image that a step made or found. */
    void image(String id);

    void pulling(Progress progress);

    void remark(String text);
}
