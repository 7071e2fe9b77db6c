package io.sockerless.drivers.wasm.wasi;

/** The standard streams of a guest. All of them block, and end by interruption. */
public interface Streams {
    /** @return bytes read, -1 at the end */
    int read(byte[] to, int offset, int length) throws InterruptedException;

    /** Waits until a read would not block. @return whether it would not */
    boolean awaitInput(long nanos) throws InterruptedException;

    void write(boolean error, byte[] from, int offset, int length) throws InterruptedException;

    boolean terminal();
}
