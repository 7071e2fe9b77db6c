package io.sockerless.frontends.buildkit.solve;

import io.sockerless.engine.model.image.Platform;
import io.sockerless.frontends.buildkit.wire.ops.Platform.Builder;
import io.sockerless.frontends.buildkit.wire.worker.BuildkitVersion;
import io.sockerless.frontends.buildkit.wire.worker.WorkerRecord;
import java.util.List;

/** What builds here, as clients are told of it. */
final class Worker {
    private static final String LABEL = "org.mobyproject.buildkit.worker.";

    private static final String ID = "sockerless";

    private final String engineVersion;
    private final List<Platform> platforms;

    Worker(String engineVersion, List<Platform> platforms) {
        this.engineVersion = engineVersion;
        this.platforms = List.copyOf(platforms);
    }

    /** A snapshotter's label says that results can be exported as files and pushed, not only kept. */
    WorkerRecord description() {
        WorkerRecord.Builder record = WorkerRecord.newBuilder()
                .setID(ID)
                .putLabels(LABEL + "executor", "sockerless")
                .putLabels(LABEL + "snapshotter", "overlayfs")
                .setBuildkitVersion(version());
        platforms.forEach(platform -> record.addPlatforms(wire(platform)));
        return record.build();
    }

    BuildkitVersion version() {
        return BuildkitVersion.newBuilder()
                .setPackage("sockerless")
                .setVersion(engineVersion)
                .build();
    }

    static io.sockerless.frontends.buildkit.wire.ops.Platform wire(Platform platform) {
        Builder wire = io.sockerless.frontends.buildkit.wire.ops.Platform.newBuilder()
                .setOS(platform.os())
                .setArchitecture(platform.architecture());
        return wire.setVariant(platform.variant()).build();
    }
}
