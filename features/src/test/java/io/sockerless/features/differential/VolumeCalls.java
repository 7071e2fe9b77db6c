package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.of;
import static io.sockerless.features.differential.Call.post;
import static io.sockerless.features.differential.SystemCalls.filter;

import io.sockerless.features.http.Request;
import java.util.List;

/** Volumes. */
final class VolumeCalls {
    private VolumeCalls() {}

    private static Call list(String key, String value) {
        return get("volumes-by-" + key + "-" + value.replaceAll("%..", "_"), "/volumes?filters=" + filter(key, value))
                .exact("~Volumes[].Name");
    }

    static List<Call> calls() {
        return List.of(
                post("volume-create", "/volumes/create", "{\"Name\":\"store\",\"Labels\":{\"k\":\"v\"}}")
                        .exact("Name", "Driver", "Labels", "Scope", "Options"),
                post("volume-create-again", "/volumes/create", "{\"Name\":\"store\",\"Labels\":{\"k\":\"other\"}}")
                        .exact("Labels"),
                post("volume-create-empty", "/volumes/create", "{}").saves("volume", "/Name"),
                post("volume-create-no-body", "/volumes/create"),
                post("volume-create-bad-json", "/volumes/create", "{"),
                post("volume-create-bad-name", "/volumes/create", "{\"Name\":\"a b\"}"),
                post("volume-create-short-name", "/volumes/create", "{\"Name\":\"a\"}"),
                post("volume-create-bad-driver", "/volumes/create", "{\"Name\":\"lost\",\"Driver\":\"nodriver\"}"),
                post(
                        "volume-create-options",
                        "/volumes/create",
                        "{\"Name\":\"ram\",\"DriverOpts\":{\"type\":\"tmpfs\",\"device\":\"tmpfs\",\"o\":\"size=1m\"}}"),
                post(
                        "volume-create-bad-option",
                        "/volumes/create",
                        "{\"Name\":\"odd\",\"DriverOpts\":{\"colour\":\"red\"}}"),
                post(
                        "volume-create-half-options",
                        "/volumes/create",
                        "{\"Name\":\"half\",\"DriverOpts\":{\"type\":\"tmpfs\"}}"),
                get("volume-inspect", "/volumes/store")
                        .exact("Name", "Driver", "Labels", "Mountpoint", "Options", "Scope"),
                get("volume-inspect-options", "/volumes/ram").exact("Options"),
                get("volume-inspect-missing", "/volumes/missing"),
                get("volumes-list", "/volumes"),
                list("name", "sto"),
                list("label", "k%3Dv"),
                list("driver", "local"),
                list("dangling", "true"),
                list("dangling", "maybe"),
                list("nothing", "x"),
                post("volume-user-create", "/containers/create?name=voluser", """
                    {"Image":"busybox","Cmd":["sh","-c","echo kept > /store/file"],"HostConfig":{"Binds":["store:/store"],
                     "Mounts":[{"Type":"volume","Target":"/mounted","VolumeOptions":{"Labels":{"from":"mount"}}},
                               {"Type":"tmpfs","Target":"/ram","TmpfsOptions":{"SizeBytes":65536}},
                               {"Type":"bind","Source":"/tmp","Target":"/bound","ReadOnly":true}]}}\
                    """),
                post("volume-user-start", "/containers/voluser/start"),
                post("volume-user-wait", "/containers/voluser/wait").exact("StatusCode"),
                get("inspect-mounts", "/containers/voluser/json")
                        .exact("~Mounts[].Type", "~Mounts[].RW", "HostConfig.Mounts"),
                delete("volume-remove-used", "/volumes/store"),
                delete("volume-remove-used-force", "/volumes/store?force=1"),
                delete("volume-user-remove", "/containers/voluser?v=1"),
                delete("volume-remove", "/volumes/store"),
                delete("volume-remove-again", "/volumes/store"),
                delete("volume-remove-missing-force", "/volumes/missing?force=1"),
                delete("volume-remove-options", "/volumes/ram"),
                of("volume-update", Request.of("PUT", "/volumes/ram?version=1").json("{\"Spec\":{}}")));
    }
}
