package io.sockerless.engine.build;

import io.sockerless.engine.model.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What makes files the same for the cache: names, kinds, permissions, owners and bytes, but not times. */
final class TreeHash {
    private final MessageDigest sha256 = Digest.newSha256();
    private final byte[] buffer = new byte[128 << 10];
    private String hex = "";

    void add(TarTree tree, Node node, String name) throws IOException {
        Node content = node.kind() == Node.Kind.HARD_LINK ? tree.content(node) : node;
        add(name
                + '\0'
                + content.kind()
                + '\0'
                + Integer.toOctalString(content.mode())
                + '\0'
                + content.size()
                + '\0'
                + (content.kind() == Node.Kind.SYMLINK || content.kind().isDevice() ? content.link() : "")
                + '\0'
                + new java.util.TreeMap<>(content.attributes())
                + '\0');
        if (content.kind() == Node.Kind.FILE) {
            try (InputStream in = tree.open(content)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    sha256.update(buffer, 0, n);
                }
            }
        }
    }

    void add(String text) {
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of all that was added; nothing more is, then. */
    String hex() {
        if (hex.isEmpty()) {
            hex = HexFormat.of().formatHex(sha256.digest());
        }
        return hex;
    }
}
