package io.sockerless.features.differential;

import java.util.List;
import java.util.stream.Stream;

/** All calls in the order in which they are made. Later ones use what earlier ones left. */
final class CallTable {
    private CallTable() {}

    static List<Call> all() {
        return Stream.of(
                        SystemCalls.beforeAnything(),
                        ImageCalls.load(),
                        CreateCalls.calls(),
                        CreateRefusals.calls(),
                        LifecycleCalls.calls(),
                        StreamCalls.calls(),
                        ExecCalls.calls(),
                        ArchiveCalls.calls(),
                        VolumeCalls.calls(),
                        NetworkCalls.calls(),
                        ImageCalls.calls(),
                        SystemCalls.afterEverything(),
                        PruneCalls.calls())
                .flatMap(List::stream)
                .toList();
    }
}
