package io.sockerless.simulators.aws.logs.insights;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fields that are found in what Lambda itself writes to the logs of functions. */
final class LambdaFields {
    private static final String GROUPS = ":/aws/lambda/";
    private static final Pattern LINE =
            Pattern.compile("(START|END|REPORT) RequestId: ([0-9a-f-]{36})\\b.*", Pattern.DOTALL);
    private static final Pattern MEASURE = Pattern.compile(
            "\\b(Init Duration|Billed Duration|Duration|Max Memory Used|Memory Size): ([0-9]+(?:\\.[0-9]+)?) (ms|MB)");
    private static final Map<String, String> NAMES = Map.of(
            "Duration", "@duration",
            "Billed Duration", "@billedDuration",
            "Init Duration", "@initDuration",
            "Memory Size", "@memorySize",
            "Max Memory Used", "@maxMemoryUsed");
    private static final double MEGABYTE = 1_000_000;

    private LambdaFields() {}

    static void discover(String log, String message, Map<String, Value> fields) {
        Matcher line = LINE.matcher(message);
        if (!log.contains(GROUPS) || !line.matches()) {
            return;
        }
        fields.put("@type", new Value.Text(line.group(1)));
        fields.put("@requestId", new Value.Text(line.group(2)));
        Matcher measures = MEASURE.matcher(message);
        while (measures.find()) {
            double number = Double.parseDouble(measures.group(2));
            boolean size = measures.group(3).equals("MB");
            fields.put(NAMES.get(measures.group(1)), new Value.Num(size ? number * MEGABYTE : number));
        }
    }
}
