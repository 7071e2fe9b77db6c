package io.sockerless.drivers.trees;

import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;

/** What a container's own tree has changed against its image. */
public final class Difference {
    /** What is told of each change, parents first. */
    public interface Visitor {
        /** The same thing with other attributes or content. */
        void modified(Place place, String path) throws IOException;

        /** Something new, or something else in the place of the old. */
        void added(Place place, String path, boolean replaced) throws IOException;

        void deleted(String directory, String name) throws IOException;

        /** That was all. */
        default void finish() throws IOException {}
    }

    private final Tree tree;
    private final Root root;

    /** @param root of the tree alone, without mounts */
    public Difference(Tree tree, Root root) {
        this.tree = tree;
        this.root = root;
    }

    public void visit(Node image, Visitor visitor) throws IOException {
        directory(root.top(), image, "", visitor);
        visitor.finish();
    }

    private void directory(Place now, Node before, String path, Visitor visitor) throws IOException {
        TreeSet<String> names = new TreeSet<>(before.children().keySet());
        names.addAll(root.list(now).keySet());
        for (String name : names) {
            Optional<Node> old = before.child(name);
            if (now.node().child(name).isEmpty()) {
                visitor.deleted(path, name);
                continue;
            }
            Place place = root.child(now, name);
            String here = path.isEmpty() ? name : path + "/" + name;
            boolean same = old.filter(node -> isSame(place.node(), node)).isPresent();
            if (!same) {
                visitor.added(place, here, old.isPresent());
            } else if (tree.isTouched(place.node())) {
                visitor.modified(place, here);
            }
            if (place.node().kind() == Kind.DIRECTORY) {
                directory(place, same ? old.get() : Tree.NOTHING.root(), here, visitor);
            }
        }
    }

    private boolean isSame(Node now, Node before) {
        return tree.isBelow(now) && now.stat().inode() == before.stat().inode();
    }
}
