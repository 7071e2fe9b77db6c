package io.sockerless.simulators.aws.secrets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Passwords of chance. */
record Passwords(RandomGenerator random) {
    private static final String SPECIAL = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final int USUAL = 32;
    private static final int LONGEST = 4096;

    ObjectNode get(Caller caller, Input input) {
        List<String> kinds = new ArrayList<>();
        add(kinds, input, "ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz");
        add(kinds, input, "ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        add(kinds, input, "ExcludeNumbers", "0123456789");
        add(kinds, input, "ExcludePunctuation", SPECIAL);
        if (input.flag("IncludeSpace")) {
            kinds.add(" ");
        }
        String unwanted = input.text("ExcludeCharacters");
        kinds.replaceAll(kind -> kind.chars()
                .filter(c -> unwanted.indexOf(c) < 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
        kinds.removeIf(String::isEmpty);
        int length = input.number("PasswordLength", 1, LONGEST, USUAL);
        boolean each = !input.has("RequireEachIncludedType") || input.flag("RequireEachIncludedType");
        if (kinds.isEmpty() || each && kinds.size() > length) {
            throw new AwsException(
                    "InvalidParameterException",
                    "You must include at least one character type, and a length that has room for each.");
        }
        String any = String.join("", kinds);
        List<Character> letters = new ArrayList<>();
        if (each) {
            kinds.forEach(kind -> letters.add(pick(kind)));
        }
        while (letters.size() < length) {
            letters.add(pick(any));
        }
        Collections.shuffle(letters, Random.from(random));
        String password = letters.stream().map(String::valueOf).collect(Collectors.joining());
        return Json.MAPPER.createObjectNode().put("RandomPassword", password);
    }

    private static void add(List<String> kinds, Input input, String unless, String letters) {
        if (!input.flag(unless)) {
            kinds.add(letters);
        }
    }

    private char pick(String from) {
        return from.charAt(random.nextInt(from.length()));
    }
}
