package io.sockerless.drivers.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.contract.DriverContract;
import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.Tar;
import io.sockerless.drivers.contract.TestContainer;
import io.sockerless.drivers.contract.WasmPrograms;
import io.sockerless.drivers.spi.HasFiles;
import io.sockerless.drivers.spi.Task;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.Signal;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a guest, what it may not have, and what is no program. */
class LimitsTest extends DriverContract {
    @Override
    protected DriverSubject subject() {
        return new WasmSubject();
    }

    private TaskSpec program(byte[] bytes) {
        TaskSpec spec = create(TestContainer.running("/tmp/program"));
        byte[] tar = new Tar().file("program", 0755, 0, 0, bytes).bytes();
        ((HasFiles) driver).tarIn(spec.id(), "/tmp", false, true, new ByteArrayInputStream(tar));
        return spec;
    }

    private Run run(TaskSpec spec) throws Exception {
        Task task = driver.prepare(spec);
        try (var attachment = task.attach(OUTPUTS)) {
            return finish(task, attachment);
        }
    }

    private String refusal(byte[] bytes) {
        TaskSpec spec = program(bytes);
        EngineException e =
                assertThrows(EngineException.class, () -> driver.prepare(spec).start());
        assertEquals(ErrorKind.INVALID, e.kind());
        return e.getMessage();
    }

    @ParameterizedTest
    @CsvSource({"KILL,137", "TERM,143", "INT,130"})
    void aSpinningGuestIsEndedBySignals(String signal, int code) throws Exception {
        Task task = start(TestContainer.script("spin"));
        task.signal(Signal.parse("CHLD")); // which ends nothing
        task.signal(Signal.parse(signal));
        assertEquals(code, await(task).code());
    }

    @Test
    void memoryIsLimited() throws Exception {
        int small = Integer.parseInt(run(TestContainer.script("eat").host("Memory", 16L << 20))
                .stdout()
                .strip());
        int large = Integer.parseInt(run(TestContainer.script("eat").host("Memory", 48L << 20))
                .stdout()
                .strip());
        assertTrue(small >= 12 && small < 16, "small " + small);
        assertTrue(large >= 44 && large < 48, "large " + large);
    }

    @Test
    void withoutALimitTheDaemonsOwnIsTheLimit() throws Exception {
        Run run = run(TestContainer.script("eat"));
        assertTrue(Integer.parseInt(run.stdout().strip()) < 128, run.stdout());
        assertEquals("hello\n", run(TestContainer.running("echo", "hello")).stdout());
    }

    @Test
    void endlessRecursionIsATrap() throws Exception {
        byte[] bytes = WasmPrograms.compile("#include <stdlib.h>\nint f(int n) { volatile char c[64]; c[n % 64] = n;"
                + " return n == -1 ? 0 : f(n + 1) + c[3]; }\nint main(int c, char **v) { return f(c); }\n");
        Run run = run(program(bytes));
        assertEquals(134, run.exit().code(), run.stderr());
        assertTrue(run.stderr().contains("trap: "), run.stderr());
    }

    @Test
    void whatIsNoProgramIsRefusedByName() {
        assertTrue(refusal(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).contains("ELF program"));
        assertTrue(refusal("#!/bin/sh\n".getBytes()).contains("a script"));
        assertTrue(refusal(new byte[] {0, 'a', 's', 'm', 0x0d, 0, 1, 0}).contains("a component (WASI preview 2)"));
        assertTrue(refusal(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}).contains("no function _start"));
        byte[] box = WasmPrograms.box();
        assertTrue(refusal(Arrays.copyOf(box, box.length / 2)).contains("not a valid WebAssembly module"));
        byte[] foreign = WasmPrograms.compile("__attribute__((import_module(\"env\"), import_name(\"other\"))) int"
                + " other(void);\nint main(void) { return other(); }\n");
        assertTrue(refusal(foreign).contains("it imports env.other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Privileged", "NanoCpus", "CapAdd", "Sysctls", "Devices"})
    void whatASandboxHasNotIsRefusedByName(String field) {
        Object value = switch (field) {
            case "Privileged" -> true;
            case "NanoCpus" -> 1_000_000_000L;
            case "CapAdd" -> java.util.List.of("NET_ADMIN");
            case "Sysctls" -> java.util.Map.of("kernel.msgmax", "1");
            default -> java.util.List.of(java.util.Map.of("PathOnHost", "/dev/kvm"));
        };
        TaskSpec spec =
                subject().fit(TestContainer.running("true").host(field, value).spec());
        EngineException e = assertThrows(EngineException.class, () -> driver.validate(spec));
        assertEquals(ErrorKind.NOT_IMPLEMENTED, e.kind());
        assertTrue(e.getMessage().startsWith("driver wasm: " + field), e.getMessage());
    }

    @Test
    void environmentAndTmpfsAndDevices() throws Exception {
        String nonce = UUID.randomUUID().toString();
        Run run = run(TestContainer.script("echo $GIVEN $HOME; echo t > /t/x; cat /t/x; head -c 3 /dev/zero | wc -c"
                        + "; echo gone > /dev/null; cat /dev/null; ls /t")
                .env("GIVEN=" + nonce)
                .mount(new TaskSpec.MountSpec(
                        "tmpfs", "", "/t", false, "", false, java.util.Map.of("mode", "700"), "")));
        assertEquals(nonce + " /root\nt\n3\nx\n", run.stdout());
        assertEquals("", run.stderr());
    }

    @Test
    void endsSoon() throws Exception {
        Task task = start(TestContainer.script("spin"));
        long begin = System.nanoTime();
        task.signal(Signal.KILL);
        await(task);
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(2).toNanos());
    }
}
