package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A host-mode agent for the tests of one class. */
final class HostSession implements BeforeAllCallback, AfterAllCallback {
    private HostClient client;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        client = HostClient.start(AgentBinary.locate(Path.of("target/agent-under-test")));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        client.close();
    }

    HostClient client() {
        return client;
    }

    /** Eight hexadecimal digits. */
    static String nonce() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /** Runs a program of the machine, which must succeed, and gives what it prints. */
    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + printed);
        return printed;
    }
}
