package io.sockerless.engine.build;

import io.sockerless.drivers.spi.HasFiles.Owner;
import io.sockerless.engine.build.dockerfile.Heredoc;
import io.sockerless.engine.build.dockerfile.IgnoreFile;
import io.sockerless.engine.build.dockerfile.Instruction;
import io.sockerless.engine.build.dockerfile.Instruction.Transfer;
import io.sockerless.engine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code COPY} and {@code ADD}: a layer made straight of what they name. */
final class CopyStep {
    private final Workers workers;
    private final Steps steps;
    private final Path work;
    private final Cancellation cancellation;
    private final Consumer<String> gate;
    private final List<TarTree> written = new ArrayList<>();

    /**
     * @param work a directory of the build's own
     * @param gate as of {@link Offers}
     */
    CopyStep(Workers workers, Steps steps, Path work, Cancellation cancellation, Consumer<String> gate) {
        this.gate = gate;
        this.workers = workers;
        this.steps = steps;
        this.work = work;
        this.cancellation = cancellation;
    }

    void copy(StageState stage, Instruction.Copy copy, Origin origin) throws IOException {
        Transfer transfer = copy.transfer();
        List<Transfers.Found> found = files(stage, transfer, origin);
        put(stage, "COPY", transfer, found, false, !copy.from().isEmpty());
    }

    void add(StageState stage, Instruction.Add add, Origin context) throws IOException, InterruptedException {
        Transfer transfer = add.transfer();
        List<String> local = new ArrayList<>();
        List<Transfers.Found> found = new ArrayList<>();
        for (String source : stage.expand(transfer.sources())) {
            if (GitSource.names(source)) {
                gate.accept(source);
                TarTree tree =
                        Checkout.of(GitSource.parse(source), add.checksum(), add.keepGitDir(), work, cancellation);
                written.add(tree);
                found.add(new Transfers.Found(tree, tree.find("").orElseThrow(), "", ""));
            } else if (source.startsWith("http://") || source.startsWith("https://")) {
                gate.accept(source);
                TarTree tree = Downloads.file(source, add.checksum(), work);
                written.add(tree);
                Node file = tree.children("").getFirst();
                found.add(new Transfers.Found(tree, file, file.name(), ""));
            } else {
                local.add(source);
            }
        }
        boolean remote = !found.isEmpty();
        Transfer here = new Transfer(
                local,
                transfer.files(),
                transfer.destination(),
                transfer.chown(),
                transfer.chmod(),
                transfer.link(),
                transfer.parents(),
                transfer.excludes());
        found.addAll(0, files(stage, here, context));
        put(stage, "ADD", transfer, found, add.unpack().orElse(!remote), false);
    }

    private List<Transfers.Found> files(StageState stage, Transfer transfer, Origin origin) throws IOException {
        List<Transfers.Found> found = new ArrayList<>();
        if (!transfer.files().isEmpty()) {
            LayerEntries entries = new LayerEntries();
            for (Heredoc doc : transfer.files()) {
                byte[] content = (doc.expand() ? Heredocs.expand(doc.content(), stage) : doc.content())
                        .getBytes(StandardCharsets.UTF_8);
                entries.put(Heredocs.node(doc.name(), content.length), () -> new ByteArrayInputStream(content));
            }
            TarTree tree = tree(entries);
            for (Heredoc doc : transfer.files()) {
                found.add(new Transfers.Found(tree, tree.find(doc.name()).orElseThrow(), doc.name(), ""));
            }
        }
        found.addAll(origin.find(stage.expand(transfer.sources()), transfer.parents()));
        return found;
    }

    private TarTree tree(LayerEntries entries) throws IOException {
        Path file = Files.createTempFile(work, "written", ".tar");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                entries.writeTo(out);
            }
            try (InputStream in = Files.newInputStream(file)) {
                TarTree tree = TarTree.read(in, work);
                written.add(tree);
                return tree;
            }
        } finally {
            Files.delete(file);
        }
    }

    private void put(
            StageState stage, String name, Transfer transfer, List<Transfers.Found> found, boolean unpack, boolean kept)
            throws IOException {
        String written = stage.expand(transfer.destination());
        String destination = stage.absolute(written);
        if (found.size() > 1 && !destination.endsWith("/")) {
            throw EngineException.invalid("When using " + name
                    + " with more than one source file, the destination must be a directory and end with a /");
        }
        String chown = stage.expand(transfer.chown());
        Optional<Integer> mode = mode(stage.expand(transfer.chmod()));
        StringBuilder remark = new StringBuilder("#(nop) ").append(name).append(' ');
        if (!chown.isEmpty()) {
            remark.append("--chown=").append(chown); // without a blank, as docker writes it
        }
        mode.ifPresent(bits ->
                remark.append("--chmod=").append(Integer.toOctalString(bits)).append(' '));
        transfer.excludes()
                .forEach(pattern -> remark.append("--exclude=").append(pattern).append(' '));
        remark.append(hash(found)).append(" in ").append(written).append(' ');
        List<String> command = new ArrayList<>(stage.shell());
        command.add(remark.toString());
        if (steps.known(stage, command)) {
            return;
        }
        try (StageFiles files = new StageFiles(workers, stage.image())) {
            // What comes from the context is root's, and what comes from another stage keeps its owner.
            Owner owner = chown.isEmpty() && kept ? null : Owners.of(chown, files);
            Transfers transfers = new Transfers(files, work);
            try {
                IgnoreFile excludes = IgnoreFile.of(transfer.excludes());
                transfers.transfer(found, destination, new Transfers.Arrival(owner, mode, excludes, unpack));
                steps.layer(stage, command, "", command, Optional.of(tar -> {
                    try {
                        transfers.layer().writeTo(tar);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
            } finally {
                transfers.close();
            }
        }
    }

    private static Optional<Integer> mode(String chmod) {
        if (chmod.isEmpty()) {
            return Optional.empty();
        }
        if (!chmod.matches("[0-7]{1,5}") || Integer.parseInt(chmod, 8) > 07777) {
            throw EngineException.invalid(
                    "invalid chmod parameter: '" + chmod + "'. it should be octal string and between 0 and 07777");
        }
        return Optional.of(Integer.parseInt(chmod, 8));
    }

    private static String hash(List<Transfers.Found> found) throws IOException {
        List<String> hashes = new ArrayList<>();
        for (Transfers.Found source : found) {
            TreeHash hash = new TreeHash();
            Node node = source.node();
            hash.add(source.tree(), node, node.isDirectory() ? source.relative() : source.name() + source.relative());
            if (node.isDirectory()) {
                int cut = node.path().isEmpty() ? 0 : node.path().length() + 1;
                for (Node below : source.tree().below(node.path())) {
                    hash.add(source.tree(), below, below.path().substring(cut));
                }
            }
            hashes.add((node.isDirectory() ? "dir:" : "file:") + hash.hex());
        }
        if (hashes.size() == 1) {
            return hashes.getFirst();
        }
        TreeHash all = new TreeHash();
        hashes.forEach(all::add);
        return "multi:" + all.hex();
    }

    void close() throws IOException {
        for (TarTree tree : written) {
            tree.close();
        }
    }
}
