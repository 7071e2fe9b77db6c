package io.sockerless.drivers.trees;

import java.nio.file.Path;
import java.util.Set;

/** The files of one container, for as long as something is done with them. */
public interface Held extends AutoCloseable {
    /** As the container sees them, with what is mounted. */
    Root root();

    /** Its own tree alone. */
    Root bare();

    Tree tree();

    /** What its image has, to compare with; the caller closes it. */
    Tree image();

    /** Absolute paths of what cannot be reached here. */
    default Set<String> outside() {
        return Set.of();
    }

    /** Docker's {@code user[:group]}; empty for the root user. */
    String user();

    /** Where the contents are that the tree has for itself; the directory need not be there. */
    Path data();

    @Override
    void close();
}
