package io.sockerless.drivers.trees;

import java.util.Optional;

/**
 * Where a walk has come to: a node, and the way to it, so that {@code ..} leads back to where it came from and never above
 * the root.
 *
 * @param mount the root of the file system that it is in
 */
public record Place(Node node, Optional<Place> parent, String name, Node mount, boolean readOnly) {
    static Place root(Node node, boolean readOnly) {
        return new Place(node, Optional.empty(), "", node, readOnly);
    }

    public Place up() {
        return parent.orElse(this);
    }

    /** The path from the root. */
    public String path() {
        String above = parent.map(Place::path).orElse("");
        return parent.isEmpty() ? "/" : above.equals("/") ? "/" + name : above + "/" + name;
    }

    /** Whether it is the other place, or somewhere below it. */
    boolean isWithin(Node other) {
        return node.equals(other)
                || parent.filter(above -> above.isWithin(other)).isPresent();
    }
}
