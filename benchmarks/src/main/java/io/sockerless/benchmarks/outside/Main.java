package io.sockerless.benchmarks.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures Sockerless and Docker Engine side by side, in turn, on the same machine with the same client, and prints the
 * ratio of their medians. Arguments: {@code --root DIR} (the checkout), {@code --runs N}, {@code --only a,b},
 * {@code --quick}, {@code --check BASELINE}, {@code --out DIR}.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> given = Arrays.asList(args);
        Path root = Path.of(option(given, "--root", ".")).toAbsolutePath().normalize();
        boolean quick = given.contains("--quick");
        int runs = Integer.parseInt(option(given, "--runs", quick ? "5" : "12"));
        String only = option(given, "--only", "");
        Path out = Path.of(
                option(given, "--out", root.resolve("benchmarks/target/results").toString()));
        Path work = Files.createTempDirectory("sl-bench");
        List<Result> results = new ArrayList<>();
        try (Peer ours = Peer.sockerless(root, work.resolve("ours"));
                Peer theirs = Peer.dockerd(work.resolve("theirs"));
                AwsClouds clouds = new AwsClouds(root, work)) {
            for (Scenario scenario : Scenarios.all(quick, root, work, clouds)) {
                if (only.isEmpty() || Arrays.asList(only.split(",")).contains(scenario.name())) {
                    Result result = Measurement.of(scenario, ours, theirs, runs);
                    System.err.println(result.line());
                    results.add(result);
                }
            }
        } finally {
            Directories.remove(work);
        }
        Report report = new Report(results);
        System.out.println(report.table());
        Files.createDirectories(out);
        Files.writeString(out.resolve("outside.md"), report.table());
        Files.writeString(out.resolve("outside.csv"), report.csv());
        Path plot = out.resolve("outside.svg");
        Files.writeString(plot, report.plot());
        System.out.println("The plot is in " + plot + "\n");
        String baseline = option(given, "--check", "");
        if (!baseline.isEmpty()) {
            List<String> worse = report.regressions(Path.of(baseline));
            worse.forEach(System.out::println);
            System.exit(worse.isEmpty() ? 0 : 1);
        }
        System.exit(0);
    }

    private static String option(List<String> args, String name, String fallback) {
        int index = args.indexOf(name);
        return index < 0 ? fallback : args.get(index + 1);
    }
}
