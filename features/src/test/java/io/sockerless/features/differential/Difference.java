package io.sockerless.features.differential;

/** One thing that the two targets answered differently; {@code path} says where. */
public record Difference(String call, String path, String ours, String theirs) {

    @Override
    public String toString() {
        return "%-34s %-46s ours: %s | dockerd: %s".formatted(call, path, ours, theirs);
    }
}
