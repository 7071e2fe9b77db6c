package io.sockerless.features.simulators;

import java.util.concurrent.ThreadLocalRandom;

/** An expression and what it is worth. */
record Reckoning(String text, long value) {
    static Reckoning random(int depth) {
        var random = ThreadLocalRandom.current();
        if (depth == 0) {
            var number = random.nextLong(1, 100);
            return new Reckoning(Long.toString(number), number);
        }
        var left = random(depth - 1);
        var right = random(depth - 1);
        return switch (random.nextInt(4)) {
            case 0 -> new Reckoning("(" + left.text + " + " + right.text + ")", left.value + right.value);
            case 1 -> new Reckoning("(" + left.text + "-" + right.text + ")", left.value - right.value);
            case 2 ->
                right.value == 0
                        ? left
                        : new Reckoning("(" + left.text + "/" + right.text + ")", left.value / right.value);
            default -> new Reckoning("(" + left.text + " * " + right.text + ")", left.value * right.value);
        };
    }
}
