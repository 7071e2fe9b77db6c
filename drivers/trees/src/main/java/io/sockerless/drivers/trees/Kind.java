package io.sockerless.drivers.trees;

/** What a node is. The order is that of the journals on disk. */
public enum Kind {
    DIRECTORY(3),
    FILE(4),
    LINK(7),
    CHARACTER(2),
    BLOCK(1),
    FIFO(0),
    SOCKET(6);

    private final int filetype;

    Kind(int filetype) {
        this.filetype = filetype;
    }

    /** The number in WASI preview 1. */
    public int filetype() {
        return filetype;
    }
}
