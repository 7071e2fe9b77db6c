package io.sockerless.frontends.registry;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a request wants. */
public sealed interface Access {
    /** In the way of Docker's token scopes; empty where none is needed. */
    String scope();

    /** To learn whether it may come in at all. */
    record Presence() implements Access {
        @Override
        public String scope() {
            return "";
        }
    }

    /** The list of all repositories. */
    record Catalog() implements Access {
        @Override
        public String scope() {
            return "registry:catalog:*";
        }
    }

    /** Something in one repository, which may not exist yet. */
    record Repository(String name, Set<Action> actions) implements Access {
        public Repository {
            actions = Set.copyOf(actions);
        }

        @Override
        public String scope() {
            return "repository:" + name + ":"
                    + new TreeSet<>(actions)
                            .stream()
                                    .map(action -> action.name().toLowerCase(java.util.Locale.ROOT))
                                    .collect(Collectors.joining(","));
        }
    }

    /** What one does to a repository. */
    enum Action {
        PULL,
        PUSH,
        DELETE
    }
}
