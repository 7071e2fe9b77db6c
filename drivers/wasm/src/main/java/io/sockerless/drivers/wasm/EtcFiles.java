package io.sockerless.drivers.wasm;

import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.trees.Data;
import io.sockerless.drivers.trees.Directories;
import io.sockerless.drivers.trees.FsException;
import io.sockerless.drivers.trees.Kind;
import io.sockerless.drivers.trees.Node.Making;
import io.sockerless.drivers.trees.Place;
import io.sockerless.drivers.trees.Root;
import io.sockerless.drivers.trees.Root.Opening;
import io.sockerless.drivers.trees.Tree;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The files in /etc that Docker writes for each run. There is no resolv.conf, as there is no network. */
final class EtcFiles {
    private EtcFiles() {}

    /** @param targets where they are to be found, though the container itself may not write there */
    static void write(Root targets, Root root, TaskSpec spec, Path scratch) {
        Path data = scratch.resolve("etc");
        Directories.make(data);
        Tree tree = Tree.scratch(data);
        Root etc = new Root(new ReentrantLock(), tree, false);
        StringBuilder hosts = new StringBuilder("127.0.0.1\tlocalhost " + spec.hostname() + "\n");
        for (String extra : spec.host().strings("ExtraHosts")) {
            int colon = extra.indexOf(':');
            hosts.append(extra.substring(colon + 1))
                    .append('\t')
                    .append(extra, 0, Math.max(0, colon))
                    .append('\n');
        }
        Map.of("hostname", spec.hostname() + "\n", "hosts", hosts.toString()).forEach((name, text) -> {
            Place file = file(etc, name, text);
            String target = "/etc/" + name;
            if (spec.mounts().stream().noneMatch(mount -> mount.target().equals(target))) {
                try {
                    targets.mount(target, file.node(), false);
                    root.mount(target, file.node(), false);
                } catch (FsException e) {
                    throw EngineException.invalid("mounting at " + target + ": " + e.getMessage());
                }
            }
        });
    }

    private static Place file(Root etc, String name, String text) {
        Opening how = new Opening(true, true, false, true, false);
        Root.Opened opened = etc.open(etc.top(), name, how, Making.of(Kind.FILE, 0644, 0, 0));
        try (Data data = opened.data().orElseThrow()) {
            data.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            throw EngineException.internal("writing /etc/" + name + ": " + e.getMessage(), e);
        }
        return opened.place();
    }
}
