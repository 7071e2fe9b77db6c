package io.sockerless.drivers.spi;

import java.util.Map;

/** A driver that keeps generated files of containers where people can look at them. */
public interface HasPaths {
    /** Host paths by inspect's names {@code ResolvConfPath}, {@code HostnamePath}, {@code HostsPath}, those that exist. */
    Map<String, String> paths(String containerId);
}
