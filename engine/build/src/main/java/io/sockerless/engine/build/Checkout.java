package io.sockerless.engine.build;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fetches repositories with the machine's own git, which knows its user's ways to authenticate. */
final class Checkout {
    private static final String ALLOWED = "git:http:https:ssh";

    private final Path place;
    private final Path work;
    private final Cancellation cancellation;

    private Checkout(Path place, Path work, Cancellation cancellation) {
        this.place = place;
        this.work = work;
        this.cancellation = cancellation;
    }

    /**
     * The files of a repository, its submodules with them.
     *
     * @param commit that it must be, or the beginning of its name; empty for any
     * @param keepGit whether {@code .git} is among them
     * @throws EngineException INTERNAL with what git said if it cannot be had
     */
    static TarTree of(GitSource source, String commit, boolean keepGit, Path work, Cancellation cancellation)
            throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(work, "git");
        try {
            return new Checkout(place, work, cancellation).files(source, commit, keepGit);
        } finally {
            Trees.remove(place);
        }
    }

    private TarTree files(GitSource source, String commit, boolean keepGit) throws IOException, InterruptedException {
        must("init repo", "init", "--quiet", "--template=", ".");
        must("add an origin repo at " + source.remote(), "remote", "add", "origin", source.remote());
        fetch(source);
        String found = git("rev-parse", "HEAD").orElseThrow().strip();
        if (!found.startsWith(commit)) {
            throw EngineException.invalid(
                    "expected checksum to match " + commit + ", got " + found + " of " + source.remote());
        }
        must("initialize submodules", "submodule", "update", "--quiet", "--init", "--recursive", "--depth", "1");
        Path root = place.toRealPath();
        Path directory = root.resolve(source.directory().replaceFirst("^/+", ""));
        if (!Files.isDirectory(directory) || !directory.toRealPath().startsWith(root)) {
            throw EngineException.invalid(
                    "error setting git context, not a directory of the repository: " + source.directory());
        }
        return tree(directory.toRealPath(), keepGit);
    }

    private void fetch(GitSource source) throws IOException, InterruptedException {
        String ref = source.ref().isEmpty() ? "HEAD" : source.ref();
        if (git("fetch", "--quiet", "--depth", "1", "origin", ref).isPresent()) {
            must("checkout", "checkout", "--quiet", "FETCH_HEAD");
        } else if (ref.matches("[0-9a-f]{4,64}")) {
            // Servers need not give single commits: then it is looked for among all.
            must("fetching", "fetch", "--quiet", "--tags", "origin", "+refs/heads/*:refs/remotes/origin/*");
            must("checkout", "checkout", "--quiet", ref);
        } else {
            must("fetching", "fetch", "--quiet", "origin", ref); // some servers cannot give a part of the history
            must("checkout", "checkout", "--quiet", "FETCH_HEAD");
        }
    }

    private void must(String what, String... arguments) throws IOException, InterruptedException {
        Result result = run(arguments);
        if (result.code != 0) {
            throw new EngineException(
                    ErrorKind.INTERNAL, "error " + what + ": " + result.output + ": exit status " + result.code);
        }
    }

    private Optional<String> git(String... arguments) throws IOException, InterruptedException {
        Result result = run(arguments);
        return result.code == 0 ? Optional.of(result.output) : Optional.empty();
    }

    private record Result(int code, String output) {}

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(place.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_TERMINAL_PROMPT",
                        "0",
                        "GIT_ALLOW_PROTOCOL",
                        ALLOWED,
                        "GIT_PROTOCOL_FROM_USER",
                        "0",
                        "GIT_CONFIG_NOSYSTEM",
                        "1"));
        cancellation.check();
        Process process = start(builder);
        cancellation.killing(process::destroyForcibly);
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            cancellation.check();
            return new Result(code, text);
        } finally {
            cancellation.killing(() -> {});
            process.destroyForcibly();
        }
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new EngineException(
                    ErrorKind.INTERNAL, "this machine has no git, which repositories need: " + e.getMessage(), e);
        }
    }

    private TarTree tree(Path root, boolean keepGit) throws IOException {
        LayerEntries entries = new LayerEntries();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (!keepGit && directory.endsWith(".git")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!directory.equals(root)) {
                    entries.put(node(root, directory, Node.Kind.DIRECTORY, attributes), null);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean link = attributes.isSymbolicLink();
                boolean submodule = !keepGit && file.endsWith(".git");
                if (!submodule && (link || attributes.isRegularFile())) {
                    entries.put(
                            node(root, file, link ? Node.Kind.SYMLINK : Node.Kind.FILE, attributes),
                            () -> Files.newInputStream(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Path tar = Files.createTempFile(work, "git", ".tar");
        try {
            try (OutputStream out = Files.newOutputStream(tar)) {
                entries.writeTo(out);
            }
            try (InputStream in = Files.newInputStream(tar)) {
                return TarTree.read(in, work);
            }
        } finally {
            Files.delete(tar);
        }
    }

    private static Node node(Path root, Path path, Node.Kind kind, BasicFileAttributes attributes) throws IOException {
        return new Node(
                root.relativize(path).toString(),
                kind,
                (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777,
                0,
                0,
                kind == Node.Kind.FILE ? attributes.size() : 0,
                attributes.lastModifiedTime().toInstant().getEpochSecond(),
                0,
                kind == Node.Kind.SYMLINK ? Files.readSymbolicLink(path).toString() : "",
                0,
                Map.of());
    }
}
