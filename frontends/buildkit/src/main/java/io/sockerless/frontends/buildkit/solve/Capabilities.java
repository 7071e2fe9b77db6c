package io.sockerless.frontends.buildkit.solve;

import io.sockerless.frontends.buildkit.wire.caps.APICap;
import java.util.List;
import java.util.stream.Stream;

/** What a client's build function may count on. Attestations and graphs of its own are not among it. */
final class Capabilities {
    static final List<APICap> FRONTEND = enabled(
            "solve.base",
            "resolveimage",
            "resolveimage.resolvemode",
            "readfile",
            "readdir",
            "statfile",
            "return",
            "returnmap",
            "importcaches",
            "proto.refarray",
            "frontend.inputs",
            "gateway.solve.metadata",
            "frontend.caps",
            "gateway.solve.evaluate",
            "gateway.evaluate",
            "gateway.warnings");

    static final List<APICap> BUILD = enabled(
            "source.image",
            "source.image.resolvemode",
            "source.local",
            "source.local.unique",
            "source.local.sessionid",
            "source.local.includepatterns",
            "source.local.followpaths",
            "source.local.excludepatterns",
            "source.local.sharedkeyhint",
            "constraints",
            "platform",
            "meta.ignorecache",
            "meta.description",
            "exporter.multiple");

    private Capabilities() {}

    private static List<APICap> enabled(String... names) {
        return Stream.of(names)
                .map(name -> APICap.newBuilder().setID(name).setEnabled(true).build())
                .toList();
    }
}
