package io.sockerless.drivers.spi;

/** A standard stream of a process. With a terminal there is no STDERR: everything comes as STDOUT. */
public enum Channel {
    STDIN,
    STDOUT,
    STDERR
}
