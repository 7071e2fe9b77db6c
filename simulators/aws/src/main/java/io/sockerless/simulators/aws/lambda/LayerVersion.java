package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A version of a layer.
 *
 * @param arn with its number
 * @param document as it is described, but for where its content is
 * @param deleted functions that have it keep it; nobody else finds it
 */
record LayerVersion(String arn, ObjectNode document, Archive archive, boolean deleted) {
    String layer() {
        return arn.substring(0, arn.lastIndexOf(':'));
    }

    int number() {
        return Integer.parseInt(arn.substring(arn.lastIndexOf(':') + 1));
    }

    LayerVersion gone() {
        return new LayerVersion(arn, document, archive, true);
    }
}
