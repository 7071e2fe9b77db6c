package io.sockerless.frontends.buildkit.solve;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.buildkit.wire.ops.Definition;
import io.sockerless.frontends.buildkit.wire.ops.FileActionCopy;
import io.sockerless.frontends.buildkit.wire.ops.FileOp;
import io.sockerless.frontends.buildkit.wire.ops.Input;
import io.sockerless.frontends.buildkit.wire.ops.Op;
import io.sockerless.frontends.buildkit.wire.ops.OpMetadata;
import io.sockerless.frontends.buildkit.wire.ops.SourceOp;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client means by a graph of operations (LLB): only those that say where files come from are understood, no others
 * are carried out.
 */
sealed interface Graph {
    String IMAGE = "sockerless-image://";

    /** An image that a build of this engine has made. */
    record Image(String id) implements Graph {}

    /**
     * What is at an address: a repository, as docker's command lines write it, or a file.
     *
     * @param filename of a file, empty for one that is an archive to be unpacked
     */
    record Remote(String url, String filename, boolean keepGit) implements Graph {}

    /** How clients refer to an image in another build. */
    static Definition of(String image) {
        ByteString source = Op.newBuilder()
                .setSource(SourceOp.newBuilder().setIdentifier(IMAGE + image))
                .build()
                .toByteString();
        String digest = Step.digest(source.toByteArray());
        Op end = Op.newBuilder().addInputs(Input.newBuilder().setDigest(digest)).build();
        return Definition.newBuilder()
                .addDef(source)
                .addDef(end.toByteString())
                .putMetadata(digest, OpMetadata.getDefaultInstance())
                .build();
    }

    /** @throws EngineException NOT_IMPLEMENTED for any other one */
    static Graph of(Definition graph) {
        try {
            Optional<SourceOp> source = Optional.empty();
            boolean unpacked = false;
            for (ByteString bytes : graph.getDefList()) {
                Op op = Op.parseFrom(bytes);
                if (op.hasSource() && source.isEmpty()) {
                    source = Optional.of(op.getSource());
                } else if (op.hasFile() && source.isPresent() && unpacks(op.getFile())) {
                    unpacked = true;
                } else if (op.hasSource() || op.hasFile() || op.getInputsCount() != 1) {
                    throw refused();
                }
            }
            return of(source.orElseThrow(Graph::refused), unpacked);
        } catch (InvalidProtocolBufferException e) {
            throw EngineException.invalid("failed to parse llb proto op: " + e.getMessage());
        }
    }

    private static boolean unpacks(FileOp file) {
        if (file.getActionsCount() != 1) {
            return false;
        }
        FileActionCopy copy = file.getActions(0).getCopy();
        return copy.getAttemptUnpackDockerCompatibility() && copy.getDest().equals("/");
    }

    private static Graph of(SourceOp source, boolean unpacked) {
        String id = source.getIdentifier();
        Map<String, String> attributes = source.getAttrsMap();
        if (id.startsWith(IMAGE)) {
            return new Image(id.substring(IMAGE.length()));
        }
        if (id.startsWith("git://")) {
            requireOnly(
                    attributes,
                    List.of(
                            "git.fullurl",
                            "git.keepgitdir",
                            "git.authtokensecret",
                            "git.authheadersecret",
                            "git.knownsshhosts",
                            "git.mountsshsock"));
            int hash = id.indexOf('#');
            return new Remote(
                    attributes.getOrDefault("git.fullurl", hash < 0 ? id : id.substring(0, hash))
                            + (hash < 0 ? "" : id.substring(hash)),
                    "",
                    attributes.getOrDefault("git.keepgitdir", "").equals("true"));
        }
        if (id.startsWith("http://") || id.startsWith("https://")) {
            requireOnly(attributes, List.of("http.filename"));
            return new Remote(id, unpacked ? "" : attributes.getOrDefault("http.filename", "context"), false);
        }
        throw refused();
    }

    private static void requireOnly(Map<String, String> attributes, List<String> known) {
        for (String name : attributes.keySet()) {
            if (!known.contains(name)) {
                throw EngineException.notImplemented("sources with " + name + " are not supported by this engine");
            }
        }
    }

    private static EngineException refused() {
        return EngineException.notImplemented("this engine builds Dockerfiles only, no graphs (LLB) that a client makes"
                + " itself; of these it takes single sources: git, http, https");
    }
}
