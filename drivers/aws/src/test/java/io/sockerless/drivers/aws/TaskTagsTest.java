package io.sockerless.drivers.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.agent.dial.GatewayIdentity;
import io.sockerless.drivers.aws.PublishedPorts.Published;
import io.sockerless.drivers.aws.TaskTags.Carried;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;

class TaskTagsTest {
    private static final String ID = "c".repeat(64);
    private static final int MOST = 50;
    private static final int LONGEST = 256;

    @TempDir
    Path place;

    private final String nonce = UUID.randomUUID().toString();
    private TaskTags tags;

    @BeforeEach
    void make() throws IOException {
        tags = TaskTags.of("one", GatewayIdentity.keptIn(place.resolve("key")));
    }

    private static Carried carried(String description) {
        return new Carried("image", "tls://here:1", List.of(new Published(80, "", 8080, "tcp")), description);
    }

    private static Task task(List<Tag> tags) {
        return Task.builder().startedBy("run").tags(tags).build();
    }

    /** So that nothing can be compressed. */
    private static String random(int bytes) {
        byte[] all = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(all);
        return java.util.Base64.getEncoder().encodeToString(all);
    }

    @Test
    void anotherDaemonWithTheKeyReadsThem() throws IOException {
        List<Tag> written = tags.of(ID, "name", "run", carried(nonce));
        TaskTags other = TaskTags.of("two", GatewayIdentity.keptIn(place.resolve("key")));
        assertTrue(other.isOfThisGateway(task(written)));
        assertEquals("one", other.otherDaemon(task(written)));
        assertEquals(carried(nonce), other.carried(task(written)));
        assertFalse(written.toString().contains(nonce));
    }

    @Test
    void nobodyElseDoes() throws IOException {
        List<Tag> written = tags.of(ID, "name", "run", carried(nonce));
        TaskTags stranger = TaskTags.of("two", GatewayIdentity.keptIn(place.resolve("other")));
        assertFalse(stranger.isOfThisGateway(task(written)));
        assertThrows(EngineException.class, () -> stranger.carried(task(written)));
        Task moved = Task.builder().startedBy("other").tags(written).build();
        assertThrows(EngineException.class, () -> tags.carried(moved));
    }

    @Test
    void aShorterDescriptionLeavesNothingOfTheOneBefore() {
        Map<String, String> all = new TreeMap<>();
        tags.of(ID, "name", "run", carried(random(5000))).forEach(tag -> all.put(tag.key(), tag.value()));
        assertTrue(all.size() <= MOST && all.values().stream().allMatch(value -> value.length() <= LONGEST));
        tags.of(ID, "name", "run", carried(nonce)).forEach(tag -> all.put(tag.key(), tag.value()));
        List<Tag> merged = all.entrySet().stream()
                .map(tag -> TaskTags.tag(tag.getKey(), tag.getValue()))
                .toList();
        assertEquals(nonce, tags.carried(task(merged)).description());
    }

    @Test
    void oneThatIsTooLongIsRefusedByName() {
        List<Tag> written = tags.of(ID, "name", "run", carried(random(20_000)));
        EngineException refused = assertThrows(EngineException.class, () -> tags.carried(task(written)));
        assertTrue(refused.getMessage().contains("too long for tags"), refused::getMessage);
    }
}
