package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as a table, as values and as a picture. */
record Report(List<Result> results) {
    String table() {
        return "| what | runs | Sockerless, median (min–max) | Docker Engine | ratio | target | |\n"
                + "|---|---|---|---|---|---|---|\n"
                + results.stream().map(Result::line).collect(Collectors.joining("\n"))
                + "\n";
    }

    String csv() {
        return "name,ratio\n"
                + results.stream()
                        .map(r -> String.format(
                                Locale.ROOT, "%s,%.3f", r.scenario().name(), r.ratio()))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    /**
     * What got clearly worse than the committed ratios. The margin is wide, since small machines are noisy: twice the
     * baseline's ratio and a tenth.
     */
    List<String> regressions(Path baseline) throws IOException {
        List<String> worse = new ArrayList<>();
        for (String line : Files.readAllLines(baseline)) {
            String[] parts = line.split(",");
            for (Result result : results) {
                if (result.scenario().name().equals(parts[0])) {
                    double before = Double.parseDouble(parts[1]);
                    boolean bad = result.scenario().lowerIsBetter()
                            ? result.ratio() > before * 2 + 0.1
                            : result.ratio() < before / 2 - 0.1;
                    if (bad) {
                        worse.add(String.format(
                                Locale.ROOT, "regression: %s was %.2f, is %.2f", parts[0], before, result.ratio()));
                    }
                }
            }
        }
        return worse;
    }

    /** Horizontal bars of how many times better than Docker Engine we are, on a logarithmic scale. */
    String plot() {
        int row = 34;
        int height = row * results.size() + 60;
        StringBuilder svg =
                new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"" + height
                        + "\" font-family=\"sans-serif\" font-size=\"14\"><rect width=\"900\" height=\"" + height
                        + "\" fill=\"white\"/><text x=\"20\" y=\"26\" font-size=\"16\">Times better than Docker Engine"
                        + " in the same run (log scale; line = equal)</text>\n");
        double zero = 450;
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            double times = result.scenario().lowerIsBetter() ? 1 / result.ratio() : result.ratio();
            double width = Math.max(-140, Math.min(330, Math.log10(times) * 220));
            double x = width < 0 ? zero + width : zero;
            int y = 44 + i * row;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"20\" y=\"%d\">%s</text><rect x=\"%.0f\" y=\"%d\" width=\"%.0f\" height=\"20\""
                            + " fill=\"%s\"/><text x=\"%.0f\" y=\"%d\">%.2f×</text>\n",
                    y + 16,
                    result.scenario().title().replace("<", "&lt;").replace("`", ""),
                    x,
                    y,
                    Math.max(1, Math.abs(width)),
                    result.met() ? "#2a7" : "#c63",
                    Math.max(zero, zero + width) + 8,
                    y + 16,
                    times));
        }
        return svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%.0f\" y1=\"40\" x2=\"%.0f\" y2=\"%d\" stroke=\"black\"/></svg>%n",
                        zero,
                        zero,
                        height - 14))
                .toString();
    }
}
