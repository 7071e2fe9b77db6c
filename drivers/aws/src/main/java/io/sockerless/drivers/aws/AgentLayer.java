package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.AgentBinary;
import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The layer on top of every image: the agent. The same agent makes the same bytes. */
final class AgentLayer {
    /** Where the agent is in a container. */
    static final String PROGRAM = "/.sockerless/agent";

    private static final int EXECUTABLE = 0755;

    private AgentLayer() {}

    /** @param architecture in Go's words */
    static ImageLayer of(String architecture) {
        byte[] tar = tar(architecture);
        String digest = Digest.sha256(tar).toString();
        return new ImageLayer(digest, digest, tar.length, () -> new ByteArrayInputStream(tar));
    }

    private static byte[] tar(String architecture) {
        String resource = "linux-" + architecture + "/sockerless-agent";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = AgentBinary.class.getResourceAsStream(resource);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            if (in == null) {
                throw new FileNotFoundException("no agent for this processor: " + resource);
            }
            byte[] program = in.readAllBytes();
            TarArchiveEntry directory = entry(PROGRAM.substring(1, PROGRAM.lastIndexOf('/') + 1));
            tar.putArchiveEntry(directory);
            tar.closeArchiveEntry();
            TarArchiveEntry file = entry(PROGRAM.substring(1));
            file.setSize(program.length);
            tar.putArchiveEntry(file);
            tar.write(program);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw EngineException.internal("AWS: the agent: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    private static TarArchiveEntry entry(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(EXECUTABLE);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        return entry;
    }
}
