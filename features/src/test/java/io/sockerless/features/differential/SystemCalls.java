package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.of;
import static io.sockerless.features.differential.Call.post;

import io.sockerless.features.http.Request;
import java.util.List;

/** Ping, version, info, auth, events, disk usage, version negotiation, unknown routes. */
final class SystemCalls {
    private SystemCalls() {}

    static List<Call> beforeAnything() {
        return List.of(
                get("ping", "!/_ping").raw(),
                of("ping-head", Request.of("HEAD", "!/_ping")).raw(),
                get("ping-versioned", "/_ping").raw(),
                post("ping-post", "!/_ping"),
                get("version", "!/version"),
                get("version-versioned", "/version"),
                get("version-too-new", "!/v1.99/version"),
                get("version-too-old", "!/v1.11/version"),
                get("version-nonsense", "!/vx.y/version"),
                get("version-oldest", "!/v1.24/version"),
                get("info", "/info"),
                get("route-unknown", "/nothing/here"),
                get("route-unknown-unversioned", "!/nothing"),
                of("route-wrong-method", Request.of("PATCH", "/containers/json")),
                get("containers-empty", "/containers/json?all=1"),
                get("images-empty", "/images/json"),
                get("volumes-empty", "/volumes"),
                get("networks-default", "/networks"),
                get("df-empty", "/system/df"),
                post("auth-no-body", "/auth"),
                post("auth-bad-json", "/auth", "{\"username\":"),
                post(
                        "auth-no-server",
                        "/auth",
                        "{\"username\":\"u\",\"password\":\"p\",\"serveraddress\":\"http://127.0.0.1:1/v2/\"}"),
                get("events-bad-since", "/events?since=yesterday"),
                get("events-bad-filter", "/events?filters=%7B%22nothing%22%3A%5B%22x%22%5D%7D&until=1"),
                get("events-filters-not-json", "/events?filters=nonsense&until=1"),
                get("events-past-empty", "/events?since=1&until=2").documents(),
                get("swarm-inspect", "/swarm"),
                get("nodes-list", "/nodes"),
                get("services-list", "/services"),
                get("tasks-list", "/tasks"),
                get("secrets-list", "/secrets"),
                get("configs-list", "/configs"),
                get("plugins-list", "/plugins"),
                get("plugin-missing", "/plugins/missing/json"),
                post("session-no-upgrade", "/session"));
    }

    static List<Call> afterEverything() {
        return List.of(
                get("df", "/system/df"),
                get("info-after", "/info"),
                get("events-past", "/events?since=1&until=${now}").documents(),
                get("events-past-container", "/events?since=1&until=${now}&filters=" + filter("type", "container"))
                        .documents(),
                get(
                                "events-past-die",
                                "/events?since=1&until=${now}&filters="
                                        + "%7B%22event%22%3A%5B%22die%22%5D%2C%22container%22%3A%5B%22alpha%22%5D%7D")
                        .documents(),
                get("events-past-image", "/events?since=1&until=${now}&filters=" + filter("type", "image"))
                        .documents(),
                get("events-past-volume", "/events?since=1&until=${now}&filters=" + filter("type", "volume"))
                        .documents(),
                get("events-past-network", "/events?since=1&until=${now}&filters=" + filter("type", "network"))
                        .documents(),
                get("events-live", "/events?filters=" + filter("event", "rename"))
                        .documents(1)
                        .meanwhile(post("events-live-rename", "/containers/alpha/rename?name=alpha2")));
    }

    /** A filter of one key and one value, encoded for a query. */
    static String filter(String key, String value) {
        return "%7B%22" + key + "%22%3A%5B%22" + value + "%22%5D%7D";
    }
}
