package io.sockerless.drivers.trees;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A file that was opened for reading when nobody had written to it; what is written later is seen. */
final class EmptyData implements Data {
    private final TreeNode node;
    private Optional<Data> content = Optional.empty();

    EmptyData(TreeNode node) {
        this.node = node;
    }

    private Data content() {
        if (content.isEmpty() && !node.attributes.content().isEmpty()) {
            content = Optional.of(node.tree.open(node, false, false));
        }
        return content.orElse(Devices.NULL);
    }

    @Override
    public int read(ByteBuffer to, long at) throws IOException {
        return content().read(to, at);
    }

    @Override
    public int write(ByteBuffer from, long at) {
        throw new FsException(Errno.BADF);
    }

    @Override
    public long size() throws IOException {
        return content().size();
    }

    @Override
    public void truncate(long size) {
        throw new FsException(Errno.INVAL);
    }

    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
        content().close();
    }
}
