package io.sockerless.simulators.aws.iam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Form;

/** Does what is asked of IAM, alone: no two at a time. */
@FunctionalInterface
interface Operation {
    ObjectNode apply(Caller caller, Form form);
}
