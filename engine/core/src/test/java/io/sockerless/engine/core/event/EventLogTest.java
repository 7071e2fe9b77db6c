package io.sockerless.engine.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.core.Events.Event;
import io.sockerless.engine.core.Events.Query;
import io.sockerless.engine.core.Events.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLogTest {
    private final EventLog log = new EventLog(Clock.systemUTC());

    private static Event event(String type, String action, String id, Map<String, String> attributes) {
        return new Event(type, action, id, attributes, Instant.now());
    }

    private List<String> past(Map<String, List<String>> filters) throws InterruptedException {
        List<String> found = new ArrayList<>();
        try (Subscription s =
                log.subscribe(new Query(Optional.of(Instant.EPOCH), Optional.of(Instant.now()), filters))) {
            for (var e = s.next(); e.isPresent(); e = s.next()) {
                found.add(e.get().action());
            }
        }
        return found;
    }

    @Test
    void filters() throws Exception {
        log.publish(event("container", "start", "abc", Map.of("name", "web", "image", "nginx:1", "l", "v")));
        log.publish(event("container", "exec_create: ls -l", "abc", Map.of("name", "web", "image", "nginx:1")));
        log.publish(event("image", "pull", "nginx:1", Map.of("name", "nginx")));
        log.publish(event("volume", "create", "data", Map.of("driver", "local")));
        log.publish(event("network", "connect", "n1", Map.of("name", "bridge", "container", "abc")));
        assertEquals(List.of("start", "exec_create: ls -l"), past(Map.of("container", List.of("we"))));
        assertEquals(List.of("start", "exec_create: ls -l"), past(Map.of("container", List.of("ab"))));
        assertEquals(List.of("exec_create: ls -l"), past(Map.of("event", List.of("exec_create"))));
        assertEquals(List.of("start"), past(Map.of("event", List.of("start", "stop"))));
        assertEquals(List.of("start"), past(Map.of("label", List.of("l=v"))));
        assertEquals(List.of(), past(Map.of("label", List.of("l=v", "m"))));
        assertEquals(List.of("start", "exec_create: ls -l", "pull"), past(Map.of("image", List.of("nginx"))));
        assertEquals(List.of("create"), past(Map.of("volume", List.of("data"))));
        assertEquals(List.of("connect"), past(Map.of("network", List.of("bridge"))));
        assertEquals(List.of("pull", "create"), past(Map.of("type", List.of("image", "volume"))));
        assertEquals(List.of(), past(Map.of("scope", List.of("swarm"))));
        assertEquals(List.of(), past(Map.of("daemon", List.of("other"))));
    }

    @Test
    void pastThenLiveWithoutAGapOrADouble() throws Exception {
        int count = 5000;
        Thread publisher = Thread.startVirtualThread(() -> {
            for (int i = 0; i < count; i++) {
                log.publish(event("container", Integer.toString(i), "x", Map.of()));
                if (i % 50 == 0) {
                    Thread.yield();
                }
            }
        });
        try (Subscription s = log.subscribe(new Query(Optional.of(Instant.EPOCH), Optional.empty(), Map.of()))) {
            int expected = -1;
            int seen;
            do {
                seen = Integer.parseInt(s.next().orElseThrow().action());
                assertTrue(expected < 0 || seen == expected, seen + " after " + (expected - 1));
                expected = seen + 1;
            } while (seen < count - 1);
        }
        publisher.join();
    }

    @Test
    void remembersTheLast256() throws Exception {
        for (int i = 0; i < 300; i++) {
            log.publish(event("container", Integer.toString(i), "x", Map.of()));
        }
        List<String> found = past(Map.of());
        assertEquals(256, found.size());
        assertEquals("44", found.getFirst());
    }

    @Test
    void withoutSinceAndUntilOnlyWhatComes() throws Exception {
        log.publish(event("container", "old", "x", Map.of()));
        try (Subscription s = log.subscribe(new Query(Optional.empty(), Optional.empty(), Map.of()))) {
            log.publish(event("container", "new", "x", Map.of()));
            assertEquals("new", s.next().orElseThrow().action());
        }
    }

    @Test
    void endsWhenUntilHasCome() throws Exception {
        Instant until = Instant.now().plus(Duration.ofMillis(150));
        try (Subscription s = log.subscribe(new Query(Optional.empty(), Optional.of(until), Map.of()))) {
            assertTrue(s.next().isEmpty());
            assertTrue(!Instant.now().isBefore(until));
        }
    }

    @Test
    void aReaderThatSleepsLosesItsSubscriptionAndHoldsNobodyUp() throws Exception {
        try (Subscription s = log.subscribe(new Query(Optional.empty(), Optional.empty(), Map.of()))) {
            for (int i = 0; i < 2 * EventLog.BACKLOG; i++) {
                log.publish(event("container", Integer.toString(i), "x", Map.of()));
            }
            for (int i = 0; i < EventLog.BACKLOG; i++) {
                assertEquals(Integer.toString(i), s.next().orElseThrow().action());
            }
            assertTrue(s.next().isEmpty());
        }
    }

    @Test
    void closingWakesTheReader() throws Exception {
        Subscription s = log.subscribe(new Query(Optional.empty(), Optional.empty(), Map.of()));
        Thread closer = Thread.startVirtualThread(s::close);
        assertTrue(s.next().isEmpty());
        closer.join();
    }
}
