package io.sockerless.features.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecs.model.ContainerOverride;
import software.amazon.awssdk.services.ecs.model.KeyValuePair;

/** A program that evaluates arithmetic expressions, each in a task of its own. */
@Tag("external")
class EcsEvaluatorTest extends EcsScenario {
    private static final String EVALUATE = """
            value=$(echo "$EXPRESSION" | awk "$CALC")
            case $value in
              E*) echo "cannot: ${value#E}" >&2; exit 1 ;;
              *) echo "is $value" ;;
            esac
            """;

    /** What it said and its exit code. */
    private record Answer(List<String> said, int code) {}

    private Answer evaluate(String definition, String expression) {
        var variable =
                KeyValuePair.builder().name("EXPRESSION").value(expression).build();
        var main =
                ContainerOverride.builder().name("main").environment(variable).build();
        var task =
                world.stopped(world.run(definition, request -> request.overrides(all -> all.containerOverrides(main))));
        return new Answer(
                world.logged("it/main/" + id(task.taskArn())),
                task.containers().getFirst().exitCode());
    }

    @Test
    void expressionsAreEvaluated() {
        var calc = KeyValuePair.builder().name("CALC").value(LambdaImage.CALC).build();
        var definition = world.register(
                "calc-" + nonce,
                world.script("main", EVALUATE).environment(calc).build());
        IntStream.range(0, 6).parallel().forEach(round -> {
            var reckoning = Reckoning.random(2 + round % 2);
            assertEquals(
                    new Answer(List.of("is " + reckoning.value()), 0),
                    evaluate(definition, reckoning.text()),
                    reckoning::text);
        });
        var bad = Reckoning.random(2).text();
        assertEquals(new Answer(List.of("cannot: division by zero"), 1), evaluate(definition, bad + " / (7 - 7)"));
        assertEquals(new Answer(List.of("cannot: a bracket is missing"), 1), evaluate(definition, "(" + bad));
        assertEquals(
                new Answer(List.of("cannot: no number at " + (bad.length() + 2)), 1), evaluate(definition, bad + "+"));
    }
}
