package io.sockerless.engine.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.core.Containers.ListQuery;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListFilterTest {
    @TempDir
    static Path directory;

    private static Fixture engine;

    @BeforeAll
    static void containers() throws Exception {
        engine = new Fixture(directory);
        engine.create(
                "alpha",
                Map.of("Labels", Map.of("team", "blue")),
                Map.of("Binds", List.of("vol:/v"), "NetworkMode", "bridge"),
                "true");
        engine.run(engine.create(
                "beta",
                Map.of("Labels", Map.of("team", "red", "x", "")),
                Map.of("NetworkMode", "none"),
                "sh",
                "-c",
                "exit 3"));
        engine.create(
                "gamma",
                Map.of("ExposedPorts", Map.of("80/tcp", Map.of(), "8000-8002/udp", Map.of())),
                Map.of("PublishAllPorts", true, "NetworkMode", "bridge"),
                "sleep",
                "1000");
        engine.start("gamma");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static List<String> names(boolean all, int limit, Map<String, List<String>> filters) {
        return engine.containers.list(new ListQuery(all, limit, filters)).stream()
                .map(Container::name)
                .toList();
    }

    private static List<String> by(String filter, String... values) {
        return names(true, 0, Map.of(filter, List.of(values)));
    }

    private static String refused(String filter, String value) {
        return assertThrows(EngineException.class, () -> by(filter, value)).getMessage();
    }

    @Test
    void onlyRunningOnesUnlessAllOrALimitOrAStatusIsGiven() {
        assertEquals(List.of("gamma"), names(false, 0, Map.of()));
        assertEquals(List.of("gamma", "beta", "alpha"), names(true, 0, Map.of()));
        assertEquals(List.of("gamma", "beta"), names(false, 2, Map.of()));
        assertEquals(List.of("beta"), names(false, 0, Map.of("status", List.of("exited"))));
    }

    @Test
    void eachFilter() {
        assertEquals(List.of("alpha"), by("name", "alp"));
        assertEquals(List.of("alpha"), by("name", "^/alpha$"));
        assertEquals(List.of("gamma", "alpha"), by("name", "alpha", "ga+"));
        assertEquals(List.of("beta", "alpha"), by("label", "team"));
        assertEquals(List.of("beta"), by("label", "team=red", "x"));
        assertEquals(List.of("beta"), by("exited", "3"));
        assertEquals(List.of(), by("exited", "0"));
        assertEquals(List.of("gamma", "beta"), by("since", "alpha"));
        assertEquals(List.of("alpha"), by("before", "beta"));
        assertEquals(List.of("gamma"), by("expose", "80"));
        assertEquals(List.of("gamma"), by("expose", "8001-8005/udp"));
        assertEquals(List.of("alpha"), by("volume", "vol"));
        assertEquals(List.of("alpha"), by("volume", "/v"));
        assertEquals(List.of("beta"), by("network", "none"));
        assertEquals(List.of("gamma", "alpha"), by("network", "bridge"));
        assertEquals(List.of("gamma", "beta", "alpha"), by("ancestor", "busybox"));
        assertEquals(List.of(), by("ancestor", "absent"));
        assertEquals(
                List.of("alpha"), by("id", engine.containers.get("alpha").id().substring(0, 20)));
        assertEquals(List.of(), by("is-task", "true"));
        assertEquals(List.of(), by("health", "starting"));
        assertEquals(List.of("beta"), names(true, 0, Map.of("label", List.of("team"), "exited", List.of("3"))));
    }

    @Test
    void refusalsInDockersWords() {
        assertEquals("Invalid filter 'nothing'", refused("nothing", "x"));
        assertEquals("Invalid filter 'status=sleepy'", refused("status", "sleepy"));
        assertEquals("Invalid filter 'is-task=[maybe]'", refused("is-task", "maybe"));
        assertEquals("strconv.Atoi: parsing \"three\": invalid syntax", refused("exited", "three"));
        assertEquals("no such container missing", refused("since", "missing"));
        assertEquals(
                "error while looking up for expose http: strconv.ParseUint: parsing \"http\": invalid syntax",
                refused("expose", "http"));
        assertEquals("Unrecognised filter value for health: odd", refused("health", "odd"));
    }

    @Test
    void referencesAreIdsThenNamesThenPrefixes() {
        String id = engine.containers.get("alpha").id();
        assertEquals("alpha", engine.containers.get(id).name());
        assertEquals("alpha", engine.containers.get("/alpha").name());
        assertEquals("alpha", engine.containers.get(id.substring(0, 16)).name());
        assertEquals(
                "No such container: zzz",
                assertThrows(EngineException.class, () -> engine.containers.get("zzz"))
                        .getMessage());
    }
}
