package io.sockerless.features.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.features.http.Json;
import io.sockerless.features.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What is removed while a list is made is no reason to answer nothing. */
class ListsBesideRemovalsTest {
    private static final int WORKERS = 4;
    private static final int ROUNDS = 100;
    private static final List<String> LISTS = List.of(
            "/system/df", "/containers/json?all=1&size=1", "/containers/json?all=1", "/volumes", "/images/json?all=1");

    @Test
    void listsAreWholeWhileContainersAndVolumesComeAndGo() throws Exception {
        try (var victim = Victim.start("lists");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var stays = created(victim);
            var over = new AtomicBoolean();
            var workers = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(() -> churn(victim, over));
            }
            var running = workers.stream().map(threads::submit).toList();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    for (var list : LISTS) {
                        var reply = victim.daemon().ask(Request.of("GET", list));
                        assertEquals(200, reply.status(), () -> list + ": " + reply.text());
                        assertTrue(
                                !list.contains("containers")
                                        || ids(reply.body()).contains(stays),
                                list);
                    }
                }
            } finally {
                over.set(true);
            }
            for (var worker : running) {
                assertTrue(worker.get() > 0, "nothing was removed meanwhile");
            }
            remove(victim, stays);
            victim.isUnharmed();
        }
    }

    private static List<String> ids(byte[] list) {
        return StreamSupport.stream(Json.parse(list).spliterator(), false)
                .map(container -> container.path("Id").asText())
                .toList();
    }

    private static int churn(Victim victim, AtomicBoolean over) {
        int removed = 0;
        for (; !over.get(); removed++) {
            remove(victim, created(victim));
        }
        return removed;
    }

    private static String created(Victim victim) {
        var reply = victim.post("/containers/create", "{\"Image\":\"busybox\",\"Volumes\":{\"/v\":{}}}");
        assertEquals(201, reply.status(), reply.text());
        return Json.parse(reply.body()).path("Id").asText();
    }

    private static void remove(Victim victim, String id) {
        var reply = victim.daemon().ask(Request.of("DELETE", "/containers/" + id + "?v=1"));
        assertEquals(204, reply.status(), reply.text());
    }
}
