package io.sockerless.drivers.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.ImageLayer;
import io.sockerless.engine.model.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

class ImageContentTest {
    /** @param entries {@code dir/}, {@code file=content}, {@code link->target}, {@code hard=>target} */
    private static ImageLayer layer(String... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (String text : entries) {
                boolean symbolic = text.contains("->");
                boolean hard = text.contains("=>");
                String[] pair = text.split(symbolic ? "->" : hard ? "=>" : "=", 2);
                var entry = symbolic
                        ? new TarArchiveEntry(pair[0], TarConstants.LF_SYMLINK)
                        : hard ? new TarArchiveEntry(pair[0], TarConstants.LF_LINK) : new TarArchiveEntry(pair[0]);
                byte[] content = pair.length > 1 && !symbolic && !hard ? pair[1].getBytes() : new byte[0];
                if (symbolic || hard) {
                    entry.setLinkName(pair[1]);
                }
                entry.setSize(content.length);
                entry.setIds(7, 8);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return new ImageLayer("", "", 0, () -> new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static String read(String directory, ImageLayer... layers) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageContent.below(directory, List.of(layers)).write(bytes);
        var seen = new TreeMap<String, String>();
        try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertEquals(7, entry.getLongUserId());
                seen.put(entry.getName(), entry.getLinkName() + new String(tar.readAllBytes()));
            }
        }
        return seen.toString();
    }

    @Test
    void theHighestLayerHasTheLastWord() throws IOException {
        var low = layer("data/", "data/a=1", "data/b=1", "data/sub/", "data/sub/c=1", "other=1", "database=1");
        var high = layer("./data/a=2", "data/.wh.b", "data/d=2");
        assertEquals("{data/=, data/a=2, data/d=2, data/sub/=, data/sub/c=1}", read("/data", low, high));
        assertEquals("{}", read("/nothing", low, high));
        assertTrue(ImageContent.below("/data", List.of(layer("data/"))).isEmpty());
    }

    @Test
    void whatWasHiddenOrReplacedIsNotThere() throws IOException {
        var low = layer("v/", "v/a/", "v/a/x=1", "v/b/", "v/b/y=1", "v/c=1");
        var middle = layer("v/a/.wh..wh..opq", "v/a/z=2", "v/b=2");
        var high = layer(".wh.v", "v/", "v/c=3");
        assertEquals("{v/=, v/a/=, v/a/z=2, v/b=2, v/c=1}", read("/v", low, middle));
        assertEquals("{v/=, v/c=3}", read("/v", low, middle, high));
    }

    @Test
    void linksAreFollowedOnTheWayOnly() throws IOException {
        var low = layer("run/", "run/app/", "run/app/f=1", "run/app/l->f", "var/", "var/run->../run");
        assertEquals("{run/app/=, run/app/f=1, run/app/l=f}", read("/var/run/app", low));
        assertEquals(
                "{var/run/app/=, var/run/app/f=9}",
                read("/var/run/app", low, layer("var/run/", "var/run/app/", "var/run/app/f=9")));
        var round = layer("a->b", "b->a");
        assertThrows(EngineException.class, () -> read("/a/x", round));
    }

    @Test
    void hardLinksStayInside() throws IOException {
        assertEquals("{d/=, d/f=1, d/g=d/f}", read("/d", layer("d/", "d/f=1", "d/g=>d/f")));
        var outside = layer("d/", "e=1", "d/g=>e");
        assertThrows(EngineException.class, () -> read("/d", outside));
    }
}
