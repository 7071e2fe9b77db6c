package io.sockerless.simulators.aws.lambda;

import io.sockerless.simulators.kernel.Response;

/** Does what is asked and says what is answered. */
@FunctionalInterface
interface Operation {
    Response apply(Asked asked) throws InterruptedException;
}
