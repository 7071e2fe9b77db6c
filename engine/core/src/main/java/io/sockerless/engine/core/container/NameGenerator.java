package io.sockerless.engine.core.container;

import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Makes ids, and names such as {@code patient_hopper} for containers that were given none. */
final class NameGenerator {
    private static final List<String> ADJECTIVES = List.of(
            "amber",
            "ample",
            "brave",
            "breezy",
            "bright",
            "calm",
            "candid",
            "careful",
            "cheerful",
            "clever",
            "cosy",
            "curious",
            "daring",
            "deft",
            "eager",
            "earnest",
            "fair",
            "famous",
            "fearless",
            "fond",
            "frank",
            "friendly",
            "gentle",
            "glad",
            "golden",
            "graceful",
            "happy",
            "hardy",
            "hopeful",
            "humble",
            "jolly",
            "keen",
            "kind",
            "lively",
            "loyal",
            "lucid",
            "lucky",
            "mellow",
            "merry",
            "mighty",
            "modest",
            "nimble",
            "noble",
            "patient",
            "plucky",
            "polite",
            "proud",
            "quick",
            "quiet",
            "radiant",
            "ready",
            "serene",
            "sharp",
            "silent",
            "sleepy",
            "smart",
            "snug",
            "sober",
            "spry",
            "steady",
            "sturdy",
            "sunny",
            "swift",
            "tender",
            "thrifty",
            "tidy",
            "trusty",
            "upbeat",
            "vivid",
            "warm",
            "wise",
            "witty",
            "worthy",
            "zealous",
            "zesty");

    private static final List<String> SURNAMES = List.of(
            "abel",
            "ampere",
            "babbage",
            "bell",
            "bohr",
            "boole",
            "cantor",
            "carson",
            "cauchy",
            "cerf",
            "curie",
            "darwin",
            "davy",
            "descartes",
            "dijkstra",
            "dirac",
            "edison",
            "einstein",
            "erdos",
            "euclid",
            "euler",
            "faraday",
            "fermat",
            "fermi",
            "feynman",
            "fourier",
            "franklin",
            "galileo",
            "galois",
            "gauss",
            "germain",
            "goodall",
            "hamilton",
            "hawking",
            "herschel",
            "hertz",
            "hilbert",
            "hooke",
            "hopper",
            "hubble",
            "huygens",
            "hypatia",
            "johnson",
            "joliot",
            "kepler",
            "knuth",
            "lamarr",
            "lamport",
            "leavitt",
            "leibniz",
            "liskov",
            "lovelace",
            "maxwell",
            "mccarthy",
            "meitner",
            "mendel",
            "mirzakhani",
            "morse",
            "newton",
            "nobel",
            "noether",
            "ohm",
            "pascal",
            "pasteur",
            "planck",
            "ptolemy",
            "ramanujan",
            "riemann",
            "ritchie",
            "sagan",
            "shannon",
            "tesla",
            "thompson",
            "turing",
            "volta",
            "watt",
            "wiles",
            "wilson",
            "wozniak",
            "wu",
            "yonath");

    private static final int ATTEMPTS = 6;

    private final RandomGenerator random;

    NameGenerator(RandomGenerator random) {
        this.random = random;
    }

    /** 64 hexadecimal digits. The first twelve, the short id, are never all decimal: such one would pass for a number. */
    String id() {
        byte[] bytes = new byte[32];
        String id;
        do {
            random.nextBytes(bytes);
            id = HexFormat.of().formatHex(bytes);
        } while (id.substring(0, 12).chars().allMatch(Character::isDigit));
        return id;
    }

    /** @param claim takes the name if it is free */
    String name(String id, Predicate<String> claim) {
        for (int i = 0; i < ATTEMPTS; i++) {
            String name =
                    pick(ADJECTIVES) + "_" + pick(SURNAMES) + (i < 2 ? "" : Integer.toString(random.nextInt(1000)));
            if (claim.test(name)) {
                return name;
            }
        }
        String shortId = id.substring(0, 12);
        claim.test(shortId);
        return shortId;
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
