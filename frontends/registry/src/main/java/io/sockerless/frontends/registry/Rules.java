package io.sockerless.frontends.registry;

import java.util.Optional;

/** What an embedder wants of its repositories, beyond who may use them. Asked by many threads; must not block. */
public interface Rules {
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
