package io.sockerless.simulators.aws.events;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field of a cron expression: numbers, names, ranges and steps.
 *
 * @param names of the numbers, from the least one on
 */
record CronField(int least, int most, List<String> names) {
    private static final Pattern PART = Pattern.compile("(\\*|(\\w+)(?:-(\\w+))?)(?:/(\\d{1,4}))?");

    BitSet parse(String text) {
        BitSet all = new BitSet();
        for (String part : text.split(",", -1)) {
            add(all, part);
        }
        return all;
    }

    private void add(BitSet all, String part) {
        Matcher match = PART.matcher(part);
        if (!match.matches()) {
            throw Schedule.refused();
        }
        boolean stepped = match.group(4) != null;
        int step = stepped ? Integer.parseInt(match.group(4)) : 1;
        if (step < 1) {
            throw Schedule.refused();
        }
        boolean star = match.group(1).equals("*");
        int first = star ? least : number(match.group(2));
        int last = match.group(3) != null ? number(match.group(3)) : star || stepped ? most : first;
        // FRI-MON goes over the end.
        int end = last < first ? last + most - least + 1 : last;
        for (int value = first; value <= end; value += step) {
            all.set(value > most ? value - (most - least + 1) : value);
        }
    }

    int number(String text) {
        int name = names.indexOf(text.toUpperCase(java.util.Locale.ROOT));
        if (name >= 0) {
            return least + name;
        }
        if (!text.matches("\\d{1,4}")) {
            throw Schedule.refused();
        }
        int value = Integer.parseInt(text);
        if (value < least || value > most) {
            throw Schedule.refused();
        }
        return value;
    }
}
