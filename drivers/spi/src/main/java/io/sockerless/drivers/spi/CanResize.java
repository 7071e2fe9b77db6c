package io.sockerless.drivers.spi;

/** A task with a terminal. */
public interface CanResize {
    void resize(int height, int width);
}
