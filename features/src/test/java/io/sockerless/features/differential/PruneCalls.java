package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.post;
import static io.sockerless.features.differential.SystemCalls.filter;

import java.util.List;

/** What takes everything away; the last calls of the table. */
final class PruneCalls {
    private PruneCalls() {}

    static List<Call> calls() {
        return List.of(
                post("prune-containers-bad-filter", "/containers/prune?filters=" + filter("nothing", "x")),
                post("prune-containers-bad-until", "/containers/prune?filters=" + filter("until", "later")),
                post("prune-containers-label", "/containers/prune?filters=" + filter("label", "team%3Dgreen")),
                post("prune-images-bad-filter", "/images/prune?filters=" + filter("nothing", "x")),
                post("prune-images-bad-dangling", "/images/prune?filters=" + filter("dangling", "maybe")),
                post("prune-volumes-bad-filter", "/volumes/prune?filters=" + filter("nothing", "x")),
                post("prune-networks-bad-filter", "/networks/prune?filters=" + filter("nothing", "x")),
                post("prune-build", "/build/prune"),
                delete("remove-dozer-running", "/containers/dozer?force=1"),
                post("prune-containers", "/containers/prune"),
                post("prune-volumes", "/volumes/prune"),
                post("prune-networks-create", "/networks/create", "{\"Name\":\"lonely\"}"),
                post("prune-networks", "/networks/prune").exact("NetworksDeleted"),
                post("prune-images-all", "/images/prune?filters=" + filter("dangling", "false")),
                get("containers-after-prune", "/containers/json?all=1"),
                get("images-after-prune", "/images/json"));
    }
}
