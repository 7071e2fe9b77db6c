package io.sockerless.engine.build;

import io.sockerless.engine.build.dockerfile.Glob;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the sources of {@code COPY} and {@code ADD} are looked for: in the context, or in another stage or image. */
abstract sealed class Origin {
    /** Finds what the words name, patterns too. */
    abstract List<Transfers.Found> find(List<String> sources, boolean parents) throws IOException;

    /** The build context. */
    static final class Context extends Origin {
        private final TarTree tree;

        Context(TarTree tree) {
            this.tree = tree;
        }

        @Override
        List<Transfers.Found> find(List<String> sources, boolean parents) {
            List<Transfers.Found> found = new ArrayList<>();
            for (String source : sources) {
                if (escapes(source)) {
                    throw EngineException.invalid(
                            "COPY failed: forbidden path outside the build context: " + source + " ()");
                }
                found.addAll(in(tree, source, parents));
            }
            return found;
        }

        private static boolean escapes(String path) {
            int depth = 0;
            for (String part : path.split("/")) {
                depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
                if (depth < 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The files of an image. Paths of it are taken as tars, as they are asked for. */
    static final class Stage extends Origin {
        private final StageFiles files;
        private final Path work;
        private final List<TarTree> taken = new ArrayList<>();

        Stage(Workers workers, String image, Path work) {
            this.files = new StageFiles(workers, image);
            this.work = work;
        }

        @Override
        List<Transfers.Found> find(List<String> sources, boolean parents) throws IOException {
            List<Transfers.Found> found = new ArrayList<>();
            for (String source : sources) {
                found.addAll(one(source, parents));
            }
            return found;
        }

        private List<Transfers.Found> one(String source, boolean parents) throws IOException {
            String clean = TarTree.clean(source);
            if (!Glob.isPattern(clean) && !parents) {
                String real = files.resolve("/" + clean);
                TarTree tree = take(real, source);
                Node node = tree.find(real.isEmpty() ? "" : real.substring(real.lastIndexOf('/') + 1))
                        .orElseThrow(() -> Transfers.missing(source));
                String name = clean.substring(clean.lastIndexOf('/') + 1);
                return List.of(new Transfers.Found(tree, node, name, ""));
            }
            String fixed = fixedPart(clean);
            String real = files.resolve("/" + fixed);
            TarTree tree = take(real, source);
            String top = real.isEmpty() ? "" : real.substring(real.lastIndexOf('/') + 1) + "/";
            String rest = clean.substring(fixed.isEmpty() ? 0 : fixed.length() + 1);
            return in(tree, top + rest, parents);
        }

        /** The directories before the first pattern. */
        private static String fixedPart(String path) {
            StringBuilder fixed = new StringBuilder();
            String[] parts = path.split("/");
            for (int i = 0; i < parts.length - 1 && !Glob.isPattern(parts[i]); i++) {
                fixed.append(fixed.isEmpty() ? "" : "/").append(parts[i]);
            }
            return fixed.toString();
        }

        private TarTree take(String real, String asked) throws IOException {
            Path tar = Files.createTempFile(work, "origin", ".tar");
            try {
                try (OutputStream out = Files.newOutputStream(tar)) {
                    files.archive("/" + real, out);
                } catch (EngineException e) {
                    if (e.kind() == ErrorKind.NOT_FOUND) {
                        throw Transfers.missing(asked.replaceFirst("^/", ""));
                    }
                    throw e;
                }
                try (InputStream in = Files.newInputStream(tar)) {
                    TarTree tree = TarTree.read(in, work);
                    taken.add(tree);
                    return tree;
                }
            } finally {
                Files.delete(tar);
            }
        }

        @Override
        void close() {
            files.close();
            for (TarTree tree : taken) {
                try {
                    tree.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    void close() {}

    /** What a word names in a tree. */
    private static List<Transfers.Found> in(TarTree tree, String source, boolean parents) {
        String pivot = parents && source.contains("/./") ? source.substring(0, source.indexOf("/./")) : "";
        String clean = TarTree.clean(source);
        List<Transfers.Found> found = new ArrayList<>();
        if (Glob.isPattern(clean)) {
            Glob glob = Glob.of(clean, parents);
            for (Node node : tree.below("")) {
                if (glob.matches(node.path())) {
                    found.add(found(tree, node, node.path(), pivot, parents));
                }
            }
            if (found.isEmpty()) {
                throw EngineException.invalid("COPY failed: no source files were specified");
            }
            return found;
        }
        Optional<Node> node = tree.follow(clean);
        if (node.isEmpty()) {
            throw Transfers.missing(source);
        }
        return List.of(found(tree, node.get(), clean, pivot, parents));
    }

    private static Transfers.Found found(TarTree tree, Node node, String path, String pivot, boolean parents) {
        String relative = "";
        if (parents) {
            String base = TarTree.clean(pivot);
            relative = base.isEmpty() ? path : path.substring(base.length() + 1);
        }
        return new Transfers.Found(tree, node, path.substring(path.lastIndexOf('/') + 1), relative);
    }
}
