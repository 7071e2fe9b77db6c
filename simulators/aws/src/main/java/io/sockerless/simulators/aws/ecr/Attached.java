package io.sockerless.simulators.aws.ecr;

import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;

/** What repositories have beside their images; it goes with them. */
record Attached(
        State state,
        Documents<LifecyclePolicy> lifecycles,
        Documents<LifecyclePolicy.Preview> previews,
        Documents<PolicyText> policies) {
    static Attached of(State state) {
        return new Attached(
                state,
                state.documents("ecr-lifecycle", LifecyclePolicy.class, LifecyclePolicy::repository),
                state.documents("ecr-preview", LifecyclePolicy.Preview.class, LifecyclePolicy.Preview::repository),
                state.documents("ecr-policy", PolicyText.class, PolicyText::owner));
    }

    /** A repository and all of this, at once. */
    void delete(Documents<EcrRepository> repositories, EcrRepository unwanted) {
        String key = unwanted.key();
        state.write(batch -> {
            repositories.delete(batch, key);
            lifecycles.delete(batch, key);
            previews.delete(batch, key);
            policies.delete(batch, key);
        });
    }
}
