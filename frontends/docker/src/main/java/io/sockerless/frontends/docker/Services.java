package io.sockerless.frontends.docker;

import io.sockerless.engine.build.Builder;
import io.sockerless.engine.core.Containers;
import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.Execs;
import io.sockerless.engine.core.Images;
import io.sockerless.engine.core.Networks;
import io.sockerless.engine.core.SystemInfo;
import io.sockerless.engine.core.Volumes;

/** What the API is served from. */
record Services(
        Containers containers,
        Execs execs,
        Images images,
        Builder builder,
        Volumes volumes,
        Networks networks,
        Events events,
        SystemInfo system,
        DaemonFacts daemon,
        BuildKitFrontend buildKit) {}
