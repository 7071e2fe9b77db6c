package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.of;
import static io.sockerless.features.differential.Call.post;

import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.http.Request;
import java.util.List;
import java.util.Map;

/** Files in and out of containers, export, changes, commit. */
final class ArchiveCalls {
    private static final byte[] TAR = StandInImage.files(Map.of("dropped.txt", "dropped\n", "deep/er.txt", "deeper\n"));

    private ArchiveCalls() {}

    private static Call put(String id, String target, byte[] body) {
        return of(
                id,
                Request.of("PUT", target)
                        .header("Content-Type", "application/x-tar")
                        .body(body));
    }

    private static Call head(String id, String target) {
        return of(id, Request.of("HEAD", target));
    }

    static List<Call> calls() {
        return List.of(
                put("archive-put", "/containers/dozer/archive?path=/tmp", TAR),
                put("archive-put-stopped", "/containers/alpha/archive?path=/tmp", TAR),
                put("archive-put-no-path", "/containers/dozer/archive", TAR),
                put("archive-put-missing-path", "/containers/dozer/archive?path=/no/such", TAR),
                put("archive-put-onto-file", "/containers/dozer/archive?path=/etc/passwd", TAR),
                put(
                        "archive-put-garbage",
                        "/containers/dozer/archive?path=/tmp",
                        "no tar at all".repeat(100).getBytes()),
                put("archive-put-missing", "/containers/missing/archive?path=/tmp", TAR),
                put(
                        "archive-put-file-over-dir",
                        "/containers/dozer/archive?path=/&noOverwriteDirNonDir=1",
                        StandInImage.files(Map.of("tmp", "file"))),
                get("archive-get-file", "/containers/dozer/archive?path=/tmp/dropped.txt")
                        .tar(),
                get("archive-get-dir", "/containers/dozer/archive?path=/tmp/deep")
                        .tar(),
                get("archive-get-dir-dot", "/containers/dozer/archive?path=/tmp/deep/.")
                        .tar(),
                get("archive-get-link", "/containers/dozer/archive?path=/bin/sh")
                        .tar(),
                get("archive-get-stopped", "/containers/alpha/archive?path=tmp/dropped.txt")
                        .tar(),
                get("archive-get-no-path", "/containers/dozer/archive"),
                get("archive-get-missing-path", "/containers/dozer/archive?path=/no/such"),
                get("archive-get-file-slash", "/containers/dozer/archive?path=/tmp/dropped.txt/"),
                get("archive-get-missing", "/containers/missing/archive?path=/tmp"),
                get("archive-get-escape", "/containers/dozer/archive?path=/../../etc/group")
                        .tar(),
                head("archive-head", "/containers/dozer/archive?path=/bin/busybox"),
                head("archive-head-link", "/containers/dozer/archive?path=/bin/sh"),
                head("archive-head-missing-path", "/containers/dozer/archive?path=/no/such"),
                get("changes", "/containers/alpha/changes").exact("[].Path", "[].Kind"),
                get("changes-missing", "/containers/missing/changes"),
                get("export", "/containers/alpha/export").tar(),
                get("export-missing", "/containers/missing/export"),
                post(
                        "commit",
                        "/commit?container=alpha&repo=committed&tag=one&author=me&comment=why&changes="
                                + "CMD%20%5B%22date%22%5D%0AENV%20X%3D1",
                        "{}"),
                get("inspect-committed", "/images/committed:one/json")
                        .exact("Config.Cmd", "Config.Env", "Author", "Comment"),
                get("history-committed", "/images/committed:one/history").exact("[].Comment", "[].Tags"),
                post(
                        "commit-config",
                        "/commit?container=alpha&repo=committed&tag=two",
                        "{\"Cmd\":[\"ls\"],\"Labels\":{\"k\":\"v\"}}"),
                get("inspect-committed-config", "/images/committed:two/json").exact("Config.Cmd", "Config.Labels"),
                post("commit-unnamed", "/commit?container=alpha", "{}").saves("dangling", "/Id"),
                post("commit-missing", "/commit?container=missing&repo=x", "{}"),
                post("commit-bad-repo", "/commit?container=alpha&repo=UPPER", "{}"),
                post("commit-bad-change", "/commit?container=alpha&repo=x&changes=FROM%20scratch", "{}"),
                post("commit-no-container", "/commit?repo=x", "{}"));
    }
}
