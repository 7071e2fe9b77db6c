package io.sockerless.engine.core.image;

import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Work on files, whose failures are the engine's. */
@FunctionalInterface
interface FileWork {
    void work() throws IOException;

    static void run(FileWork work) {
        try {
            work.work();
        } catch (IOException e) {
            throw EngineException.internal(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw EngineException.internal(String.valueOf(e.getCause().getMessage()), e);
        }
    }
}
