package io.sockerless.frontends.buildkit.solve;

import io.sockerless.frontends.buildkit.wire.caps.APICap;
import java.util.List;
import java.util.stream.Stream;

/** What a client's build function may count on. Of graphs of its own, it is single sources; attestations are not among it. */
final class Capabilities {
    static final List<APICap> FRONTEND = enabled(
            "solve.base",
            "readfile",
            "readdir",
            "statfile",
            "return",
            "returnmap",
            "importcaches",
            "proto.refarray",
            "reference.output",
            "gateway.solve.metadata",
            "frontend.caps",
            "gateway.solve.evaluate",
            "gateway.evaluate",
            "gateway.warnings");

    static final List<APICap> BUILD = enabled(
            "source.git",
            "source.git.fullurl",
            "source.git.keepgitdir",
            "source.git.httpauth",
            "source.git.knownsshhosts",
            "source.git.mountsshsock",
            "source.http",
            "source.policy.session",
            "file.base",
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
