package io.sockerless.engine.oci.archive;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream that stays open when its reader is closed. */
final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
        super(in);
    }

    @Override
    public void close() {
        // its owner closes it
    }
}
