package io.sockerless.engine.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.testing.Tars;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerMergeTest {
    @TempDir
    Path directory;

    private final String first = UUID.randomUUID().toString();
    private final String second = UUID.randomUUID().toString();
    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        store = ContentStore.open(directory);
    }

    private List<Layer> layers(Tars... tars) throws IOException {
        NewImage images = new NewImage(store, Clock.systemUTC());
        CommitOptions options = new CommitOptions(Map.of(), Map.of(), "", "", "", "", new Platform("linux", "amd64"));
        Optional<Image> image = Optional.empty();
        for (Tars tar : tars) {
            image = Optional.of(images.commit(image, new ByteArrayInputStream(tar.bytes()), options));
        }
        return image.orElseThrow().layers();
    }

    /** By name: {@code /} for a directory, {@code -> target} for links, else the content. */
    private Map<String, String> merged(Tars... tars) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LayerMerge.write(layers(tars), store, out);
        Map<String, String> files = new TreeMap<>();
        List<String> order = new ArrayList<>();
        try (TarEntries entries = new TarEntries(new ByteArrayInputStream(out.toByteArray()))) {
            for (Optional<TarArchiveEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
                TarArchiveEntry entry = next.get();
                byte[] content = new byte[1000];
                String what = new String(content, 0, Math.max(0, entries.read(content)), StandardCharsets.UTF_8);
                if (entry.isDirectory()) {
                    what = "/";
                } else if (entry.isSymbolicLink() || entry.isLink()) {
                    what = "-> " + entry.getLinkName();
                }
                files.put(entry.getName(), what);
                order.add(entry.getName());
            }
        }
        assertEquals(files.size(), order.size(), "each name is there once: " + order);
        return files;
    }

    @Test
    void whatLiesAboveHidesWhatLiesBelow() throws IOException {
        assertEquals(
                Map.of("d/", "/", "d/kept", first, "d/changed", second, "added", second),
                merged(
                        new Tars().directory("d").file("d/kept", first).file("d/changed", first),
                        new Tars().file("d/changed", second).file("added", second)));
    }

    @Test
    void whiteoutsHideFilesAndWholeDirectoriesOfLowerLayersOnly() throws IOException {
        assertEquals(
                Map.of("d/", "/", "d/e/", "/", "d/e/new", second),
                merged(
                        new Tars()
                                .directory("d")
                                .file("d/gone", first)
                                .directory("d/e")
                                .file("d/e/old", first),
                        new Tars()
                                .file("d/.wh.gone", "")
                                .directory("d/e")
                                .file("d/e/new", second)
                                .file("d/.wh.e", "")));
    }

    @Test
    void opaqueDirectoriesHaveNothingFromBelow() throws IOException {
        assertEquals(
                Map.of("d/", "/", "d/new", second, "other", first),
                merged(
                        new Tars().directory("d").file("d/old", first).file("other", first),
                        new Tars().directory("d").file("d/new", second).file("d/.wh..wh..opq", "")));
    }

    @Test
    void aFileInTheDirectorysPlace() throws IOException {
        assertEquals(
                Map.of("d", second),
                merged(new Tars().directory("d").file("d/old", first), new Tars().file("d", second)));
    }

    @Test
    void hardLinksOutliveTheirFirstName() throws IOException {
        assertEquals(
                Map.of("b", first, "c", "-> b", "a", second),
                merged(
                        new Tars().file("a", first).hardLink("b", "a").hardLink("c", "b"),
                        new Tars().file("a", second)));
        assertEquals(
                Map.of("b", first),
                merged(new Tars().file("a", first).hardLink("b", "a"), new Tars().file(".wh.a", "")));
    }

    @Test
    void symbolicLinksStayWhatTheyAre() throws IOException {
        assertEquals(
                Map.of("a", "-> /etc/passwd", "b", first),
                merged(new Tars().symlink("a", "/etc/passwd").file("b", second), new Tars().file("./b", first)));
    }
}
