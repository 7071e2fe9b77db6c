package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.spi.TaskSpec.MountSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.MountPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountResolutionTest {
    @TempDir
    Path directory;

    private Fixture engine;

    @BeforeEach
    void open() {
        engine = new Fixture(directory);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<MountSpec> specs(String id) {
        return engine.driver.containers.get(id).mounts();
    }

    @Test
    void bindsVolumesAndTmpfsAreShownAsDockerdShowsThemAndMadeInOrderOfDepth() {
        Map<String, Object> host = Map.of(
                "Binds", List.of("/tmp:/deep/er/host:ro,rslave", "named:/named", "other:/o:nocopy"),
                "Tmpfs", Map.of("/scratch", "size=1m,mode=700"));
        String id = engine.create("", Map.of("Volumes", Map.of("/deep", Map.of(), "/named", Map.of())), host, "true");
        List<MountPoint> points = engine.containers.get(id).mounts();
        assertEquals(4, points.size());
        assertEquals(
                new MountPoint("bind", "", "/tmp", "/deep/er/host", "", "ro,rslave", false, "rslave"),
                points.getLast());
        assertTrue(
                points.contains(new MountPoint("volume", "named", "/volumes/named", "/named", "local", "z", true, "")));
        List<MountSpec> specs = specs(id);
        assertEquals("/deep/er/host", specs.getLast().target());
        MountSpec tmpfs = find(specs, "/scratch");
        assertEquals(Map.of("size", "1m", "mode", "700"), tmpfs.options());
        assertTrue(find(specs, "/named").copyUp());
        assertFalse(find(specs, "/o").copyUp());
        assertTrue(find(specs, "/deep").copyUp());
    }

    private static MountSpec find(List<MountSpec> specs, String target) {
        return specs.stream().filter(s -> s.target().equals(target)).findFirst().orElseThrow();
    }

    @Test
    void theMountsApiCarriesItsOptions() {
        List<Map<String, Object>> mounts = List.of(
                Map.of("Type", "tmpfs", "Target", "/ram", "TmpfsOptions", Map.of("SizeBytes", 65536, "Mode", 448)),
                Map.of(
                        "Type", "bind",
                        "Source", "/tmp",
                        "Target", "/b",
                        "ReadOnly", true,
                        "BindOptions", Map.of("Propagation", "rshared", "NonRecursive", true)),
                Map.of(
                        "Type", "volume",
                        "Target", "/v",
                        "VolumeOptions", Map.of("NoCopy", true, "Labels", Map.of("from", "mount"))));
        String id = engine.create(Map.of("Mounts", mounts), "true");
        List<MountSpec> specs = specs(id);
        assertEquals(Map.of("size", "65536", "mode", "700"), find(specs, "/ram").options());
        MountSpec bind = find(specs, "/b");
        assertTrue(bind.readOnly());
        assertEquals("rshared", bind.propagation());
        assertTrue(bind.options().containsKey("nonrecursive"));
        assertFalse(find(specs, "/v").copyUp());
        assertEquals(
                Map.of("from", "mount"),
                engine.volumes.values().iterator().next().labels());
    }

    @Test
    void aPartOfAVolumeIsRefused() {
        Map<String, Object> part = Map.of(
                "Type", "volume",
                "Source", "whole",
                "Target", "/part",
                "VolumeOptions", Map.of("Subpath", "a/b"));
        EngineException refused =
                assertThrows(EngineException.class, () -> engine.create(Map.of("Mounts", List.of(part)), "true"));
        assertEquals(ErrorKind.INVALID, refused.kind());
        assertEquals(
                "invalid mount config for type \"volume\": VolumeOptions.Subpath is not supported",
                refused.getMessage());
        assertTrue(engine.volumes.isEmpty());
    }

    @Test
    void volumesFromTakesAnothersMountsAndTheRestGoesOverThem() {
        String first = engine.create(Map.of("Binds", List.of("one:/one", "two:/two:ro")), "true");
        String id = engine.create(Map.of("VolumesFrom", List.of(first + ":ro"), "Binds", List.of("own:/two")), "true");
        List<MountPoint> points = engine.containers.get(id).mounts();
        assertEquals(2, points.size());
        assertTrue(points.contains(new MountPoint("volume", "one", "/volumes/one", "/one", "local", "z", false, "")));
        assertTrue(points.contains(new MountPoint("volume", "own", "/volumes/own", "/two", "local", "z", true, "")));
    }

    @Test
    void aMissingSourceOfABindIsMadeAtTheStart() throws Exception {
        Path source = directory.resolve("made/by/start");
        String id = engine.create(Map.of("Binds", List.of(source + ":/x")), "true");
        assertFalse(java.nio.file.Files.exists(source));
        assertEquals(0, engine.run(id));
        assertTrue(java.nio.file.Files.isDirectory(source));
    }

    @Test
    void pathsAreCleaned() {
        assertEquals("/a/c", MountPaths.clean("/a/./b/..//c/"));
        assertEquals("/", MountPaths.clean("/../.."));
        assertEquals("../a", MountPaths.clean("../a"));
        assertEquals(".", MountPaths.clean(""));
    }
}
