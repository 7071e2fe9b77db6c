package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.of;
import static io.sockerless.features.differential.Call.post;
import static io.sockerless.features.differential.SystemCalls.filter;

import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.http.Request;
import java.util.List;
import java.util.Map;

/** Images: in and out, inspect, tag, remove, pull and push without a registry. */
final class ImageCalls {
    private ImageCalls() {}

    private static Call upload(String id, String target, byte[] body) {
        return of(
                id,
                Request.of("POST", target)
                        .header("Content-Type", "application/x-tar")
                        .body(body));
    }

    static List<Call> load() {
        return List.of(
                upload("load", "/images/load?quiet=1", StandInImage.archive()).documents(),
                upload("load-again", "/images/load", StandInImage.archive()).documents(),
                upload("load-empty", "/images/load", new byte[0]).documents(),
                upload(
                                "load-garbage",
                                "/images/load",
                                "no tar at all".repeat(100).getBytes())
                        .documents(),
                upload("load-other-tar", "/images/load", StandInImage.files(Map.of("readme", "x")))
                        .documents(),
                get("images-list", "/images/json").exact("[].Id", "[].RepoTags", "[].Size"),
                get("image-inspect", "/images/busybox/json")
                        .exact("Id", "RepoTags", "Config", "RootFS", "Created", "Size", "Os"));
    }

    private static Call list(String key, String value) {
        return get(
                        "images-by-" + key + "-" + value.replaceAll("%..", "_"),
                        "/images/json?filters=" + filter(key, value))
                .exact("[].RepoTags");
    }

    static List<Call> calls() {
        return List.of(
                get("image-inspect-tag", "/images/busybox:latest/json").exact("Id"),
                get("image-inspect-id", "/images/" + StandInImage.id() + "/json")
                        .exact("RepoTags"),
                get("image-inspect-missing", "/images/absent/json"),
                get("image-inspect-bad", "/images/UPPER/json"),
                get("image-history", "/images/busybox/history")
                        .exact("[].CreatedBy", "[].Created", "[].Tags", "[].Size"),
                get("image-history-missing", "/images/absent/history"),
                get("images-all", "/images/json?all=1"),
                get("images-digests", "/images/json?digests=1"),
                list("reference", "busy*"),
                list("dangling", "true"),
                list("dangling", "maybe"),
                list("label", "k%3Dv"),
                list("before", "committed%3Aone"),
                list("since", "busybox"),
                list("since", "absent"),
                list("nothing", "x"),
                post("image-tag", "/images/busybox/tag?repo=example.org/team/box&tag=v1"),
                post("image-tag-no-tag", "/images/busybox/tag?repo=plain"),
                post("image-tag-missing", "/images/absent/tag?repo=x"),
                post("image-tag-bad-repo", "/images/busybox/tag?repo=UPPER"),
                post("image-tag-bad-tag", "/images/busybox/tag?repo=x&tag=a%20b"),
                post("image-tag-empty", "/images/busybox/tag"),
                get("image-save", "/images/busybox/get").tar(),
                get("images-save", "/images/get?names=busybox&names=committed:one")
                        .tar(),
                get("image-save-missing", "/images/absent/get"),
                upload("import", "/images/create?fromSrc=-&repo=imported&tag=one&message=why", StandInImage.rootfs())
                        .documents(),
                get("inspect-imported", "/images/imported:one/json").exact("Comment", "Config.Cmd", "Os"),
                upload(
                                "import-changes",
                                "/images/create?fromSrc=-&repo=imported&tag=two&changes=CMD%20%5B%22id%22%5D",
                                StandInImage.rootfs())
                        .documents(),
                get("inspect-import-changes", "/images/imported:two/json").exact("Config.Cmd"),
                upload("import-bad-change", "/images/create?fromSrc=-&repo=x&changes=RUN%20true", StandInImage.rootfs())
                        .documents(),
                upload("import-bad-repo", "/images/create?fromSrc=-&repo=UPPER", StandInImage.rootfs())
                        .documents(),
                upload(
                                "import-garbage",
                                "/images/create?fromSrc=-&repo=broken",
                                "no tar at all".repeat(100).getBytes())
                        .documents(),
                post("pull-refused", "/images/create?fromImage=127.0.0.1:1/some/image&tag=latest")
                        .documents(),
                post("pull-bad-reference", "/images/create?fromImage=UPPER").documents(),
                post("pull-bad-platform", "/images/create?fromImage=127.0.0.1:1/x&platform=a/b/c/d/e")
                        .documents(),
                post("pull-bad-digest", "/images/create?fromImage=x&tag=sha256:abc")
                        .documents(),
                post("push-missing", "/images/absent/push")
                        .header("X-Registry-Auth", "e30=")
                        .documents(),
                post("push-refused-tag", "/images/busybox/tag?repo=127.0.0.1:1/box"),
                post("push-refused", "/images/127.0.0.1:1/box/push")
                        .header("X-Registry-Auth", "e30=")
                        .documents(),
                post("push-no-auth", "/images/127.0.0.1:1/box/push").documents(),
                post("push-bad-auth", "/images/127.0.0.1:1/box/push")
                        .header("X-Registry-Auth", "%%%")
                        .documents(),
                get("distribution-refused", "/distribution/127.0.0.1:1/box/json"),
                get("distribution-bad", "/distribution/UPPER/json"),
                get("search-bad-limit", "/images/search?term=x&limit=many"),
                get("search-bad-filter", "/images/search?term=x&filters=" + filter("nothing", "x")),
                delete("image-remove-used", "/images/" + StandInImage.id()),
                delete("image-remove-tag", "/images/plain"),
                delete("image-remove-missing", "/images/absent"),
                delete("image-remove-bad", "/images/UPPER"),
                delete("image-remove-committed", "/images/committed:two"),
                delete("image-remove-dangling", "/images/${dangling}"),
                delete("image-remove-parent-tag", "/images/example.org/team/box:v1?force=1"),
                post("build-no-dockerfile", "/build?t=built")
                        .header("Content-Type", "application/x-tar")
                        .documents());
    }
}
