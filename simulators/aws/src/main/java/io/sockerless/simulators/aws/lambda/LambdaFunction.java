package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A function: its version {@code $LATEST}, and what belongs to all of its versions.
 *
 * @param published how many versions it has had: no number is given twice
 * @param reserved how many of it may run at once; negative when that is not limited
 * @param policies what others may do with it, by qualifier, statements by their ids; the empty qualifier is the function
 */
record LambdaFunction(
        FunctionVersion latest,
        Map<String, String> tags,
        int published,
        int reserved,
        Map<String, Map<String, ObjectNode>> policies) {
    LambdaFunction {
        tags = Map.copyOf(tags);
        policies = Map.copyOf(policies);
    }

    static LambdaFunction fresh(FunctionVersion latest, Map<String, String> tags) {
        return new LambdaFunction(latest, tags, 0, -1, Map.of());
    }

    String arn() {
        return latest.arn();
    }

    LambdaFunction with(UnaryOperator<FunctionVersion> change) {
        return new LambdaFunction(change.apply(latest), tags, published, reserved, policies);
    }

    LambdaFunction tagged(Map<String, String> other) {
        return new LambdaFunction(latest, other, published, reserved, policies);
    }

    LambdaFunction publishing(int number) {
        return new LambdaFunction(latest, tags, number, reserved, policies);
    }

    LambdaFunction reserving(int most) {
        return new LambdaFunction(latest, tags, published, most, policies);
    }

    LambdaFunction permitting(Map<String, Map<String, ObjectNode>> other) {
        return new LambdaFunction(latest, tags, published, reserved, other);
    }
}
