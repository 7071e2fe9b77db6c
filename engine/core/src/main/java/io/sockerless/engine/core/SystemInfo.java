package io.sockerless.engine.core;

import io.sockerless.drivers.spi.DriverInfo;
import java.util.Map;

/** The engine as a whole: {@code /info}, {@code /version}. */
public interface SystemInfo {
    /** Counts for info. */
    record Counts(int containers, int running, int paused, int stopped, int images) {}

    Counts counts();

    DriverInfo driver();

    /** Stable over restarts. */
    String engineId();

    /** The engine's root directory. */
    String rootDir();

    /** Labels, registry configuration and other settings shown by info, as JSON values. */
    Map<String, Object> settings();
}
