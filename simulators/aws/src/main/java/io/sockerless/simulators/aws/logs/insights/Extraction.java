package io.sockerless.simulators.aws.logs.insights;

import io.sockerless.engine.oci.PatientText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is taken out of a text into fields, by a glob whose stars are the fields or by a regular expression whose groups are.
 *
 * @param names of the groups, one after the other
 */
record Extraction(Pattern pattern, List<String> names) {
    private static final Pattern GROUP = Pattern.compile("(?<!\\\\)\\(\\?P?<([A-Za-z_][A-Za-z0-9_]*)>");

    static Extraction glob(String glob, List<String> names) {
        String[] parts = glob.split("\\*", -1);
        StringBuilder regex = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            boolean last = i == parts.length - 1 && parts[i].isEmpty();
            regex.append(last ? "(.*)" : "(.*?)").append(Pattern.quote(parts[i]));
        }
        return new Extraction(Pattern.compile(regex.toString(), Pattern.DOTALL), names);
    }

    /** Names may have characters here that they may not have in Java. */
    static Extraction regex(String regex, List<String> aliases) {
        List<String> names = new ArrayList<>();
        Matcher groups = GROUP.matcher(regex);
        String own = groups.replaceAll(group -> {
            names.add(group.group(1));
            return "(?<g" + names.size() + ">";
        });
        return new Extraction(Pattern.compile(own), aliases.isEmpty() ? names : aliases);
    }

    /** How many groups there are by which fields could be named. */
    int groups() {
        return pattern.matcher("").groupCount();
    }

    /** @param named whether only groups with names are fields */
    void apply(String text, Row row, boolean named) {
        Matcher matcher = pattern.matcher(PatientText.of(text));
        if (!matcher.find()) {
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            String found = named ? matcher.group("g" + (i + 1)) : matcher.group(i + 1);
            if (found != null) {
                row.put(names.get(i), new Value.Text(found));
            }
        }
    }
}
