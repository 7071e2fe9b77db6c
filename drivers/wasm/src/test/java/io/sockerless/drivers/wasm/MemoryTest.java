package io.sockerless.drivers.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.contract.DriverContract;
import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.Tar;
import io.sockerless.drivers.contract.TestContainer;
import io.sockerless.drivers.contract.WasmPrograms;
import io.sockerless.drivers.spi.Attachment;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.Signal;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Guests that want all the memory there is: alone, together, in tables, at once. The driver has 128 MiB for all of them. */
class MemoryTest extends DriverContract {
    private static final int ALL_PAGES = (128 << 20) / (64 << 10);
    private static final int STEP = 16;

    /** Grows until it may no more, says to how many pages, and stays. */
    private static final byte[] BOMB = WasmPrograms.compile("""
            #include <stdio.h>
            int main(void) {
              while (__builtin_wasm_memory_grow(0, %d) != (unsigned long) -1) {}
              printf("%%lu\\n", (unsigned long) __builtin_wasm_memory_size(0));
              fflush(stdout);
              for (;;) {}
            }
            """.formatted(STEP));

    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }

    private record Bomb(Task task, Attachment attachment) {
        int pages() throws IOException {
            var lines = new BufferedReader(new InputStreamReader(attachment.stdout(), StandardCharsets.UTF_8));
            return Integer.parseInt(lines.readLine());
        }

        void end() throws Exception {
            task.signal(Signal.KILL);
            assertEquals(137, task.await().code());
            attachment.close();
        }
    }

    private Task task(byte[] program, long limit) {
        TestContainer container = TestContainer.running("/tmp/program");
        TaskSpec spec = create(limit > 0 ? container.host("Memory", limit) : container);
        byte[] tar = new Tar().file("program", 0755, 0, 0, program).bytes();
        ((HasFiles) driver).tarIn(spec.id(), "/tmp", false, true, new ByteArrayInputStream(tar));
        return driver.prepare(spec);
    }

    private Bomb bomb(long limit) {
        Task task = task(BOMB, limit);
        Attachment attachment = task.attach(OUTPUTS);
        task.start();
        return new Bomb(task, attachment);
    }

    private static void assertAbout(int most, int pages) {
        assertTrue(pages <= most && pages > most - STEP, pages + " of " + most);
    }

    @Test
    void oneAloneGetsWhatThereIsAndGivesItBack() throws Exception {
        for (int run = 0; run < 3; run++) {
            Bomb bomb = bomb(0);
            assertAbout(ALL_PAGES, bomb.pages());
            bomb.end();
        }
    }

    @Test
    void aContainersOwnLimitIsItsLimit() throws Exception {
        Bomb bomb = bomb(24 << 20);
        assertAbout(24 * 16, bomb.pages());
        bomb.end();
    }

    @Test
    void severalTogetherGetNoMoreThanOne() throws Exception {
        List<Bomb> bombs = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            bombs.add(bomb(0));
        }
        int together = 0;
        for (Bomb bomb : bombs) {
            together += bomb.pages();
        }
        assertTrue(together <= ALL_PAGES && together > ALL_PAGES - STEP, together + " of " + ALL_PAGES);
        List<Task> late = new ArrayList<>();
        EngineException refused = assertThrows(EngineException.class, () -> {
            while (late.size() <= STEP) { // one fits in what was too little to grow by
                Bomb more = bomb(0);
                late.add(more.task());
            }
        });
        assertEquals(ErrorKind.UNAVAILABLE, refused.kind());
        assertTrue(refused.getMessage().contains("cannot allocate memory: it begins with"), refused.getMessage());
        late.forEach(task -> task.signal(Signal.KILL));
        for (Task task : late) {
            assertEquals(137, await(task).code());
        }
        for (Bomb bomb : bombs) {
            bomb.end();
        }
        Bomb after = bomb(0);
        assertAbout(ALL_PAGES, after.pages());
        after.end();
    }

    @Test
    void whatBeginsWithTooMuchIsRefused() {
        byte[] large = WasmPrograms.compile(
                "#include <stdio.h>\nstatic char c[32 << 20];\nint main(int n, char **v) { puts(c + n); return 0; }\n");
        EngineException e =
                assertThrows(EngineException.class, () -> task(large, 16 << 20).start());
        assertEquals(ErrorKind.INVALID, e.kind());
        assertTrue(e.getMessage().endsWith("and its limit is " + (16 << 20)), e.getMessage());
    }

    private static byte[] module(String types, String table, String code) {
        String export = "01065f73746172740000"; // _start
        String text = "0061736d01000000" + "01" + sized(types) + "03020100" + "04" + sized(table) + "07" + sized(export)
                + "0a" + sized("01" + sized("00" + code));
        return HexFormat.of().parseHex(text);
    }

    private static String sized(String bytes) {
        return HexFormat.of().toHexDigits((byte) (bytes.length() / 2)) + bytes;
    }

    private static final String PROCEDURE = "600000";

    @Test
    void tablesAreMemoryToo() throws Exception {
        // One table of 2^23 references, and three.
        byte[] some = module("01" + PROCEDURE, "01" + "700080808004", "0b");
        byte[] many = module("01" + PROCEDURE, "03" + "700080808004".repeat(3), "0b");
        Task fits = task(some, 0);
        fits.start();
        assertEquals(0, await(fits).code());
        EngineException e =
                assertThrows(EngineException.class, () -> task(many, 0).start());
        assertTrue(e.getMessage().contains("cannot allocate memory: it begins with"), e.getMessage());
        // loop: table.grow by 2^22 empty references until that is -1; in each run anew.
        byte[] grows = module(
                "01" + PROCEDURE,
                "017000" + "00",
                "0340" + "d070" + "4180808002" + "fc0f00" + "417f" + "47" + "0d00" + "0b" + "0b");
        for (int run = 0; run < 3; run++) {
            Task task = task(grows, 0);
            task.start();
            assertEquals(0, await(task).code());
        }
    }

    @Test
    void objectsThatNobodyCountsAreRefused() {
        byte[] arrays = module("02" + PROCEDURE + "5e7f00", "017000" + "00", "0b");
        EngineException e =
                assertThrows(EngineException.class, () -> task(arrays, 0).start());
        assertEquals(ErrorKind.INVALID, e.kind());
        assertTrue(e.getMessage().contains("collected as garbage"), e.getMessage());
    }
}
