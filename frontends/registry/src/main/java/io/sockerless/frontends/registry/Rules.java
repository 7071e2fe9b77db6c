package io.sockerless.frontends.registry;

import io.sockerless.engine.model.EngineException;
import java.util.Optional;

/** What an embedder wants of its repositories, beyond who may use them. Asked by many threads. */
public interface Rules {
    /**
     * Before a manifest is looked for by somebody who may read it: the embedder may bring it here, which takes as long as it
     * takes. Nothing else here may block.
     *
     * @param reference a tag or a digest
     * @throws EngineException why it cannot be had, in words for clients
     */
    default void wanted(String repository, String reference) {
        // It is here, or it is not.
    }

    /** Why there is no repository of this name, in words for clients; empty when there is one, or may be. */
    Optional<String> absent(String repository);

    /** Why a tag must go on naming what it names, in words for clients; empty when it need not. */
    Optional<String> fixed(String repository, String tag);

    /** Every repository may be, and every tag may change. */
    static Rules none() {
        return new Rules() {
            @Override
            public Optional<String> absent(String repository) {
                return Optional.empty();
            }

            @Override
            public Optional<String> fixed(String repository, String tag) {
                return Optional.empty();
            }
        };
    }
}
