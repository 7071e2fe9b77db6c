package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection itself, over the pipes of a host-mode agent. */
@Timeout(30)
class AgentConnectionTest {
    @TempDir
    Path directory;

    @Test
    void agentInTheJarAnswersOverItsPipes() throws Exception {
        Path program = AgentBinary.locate(directory);
        assertTrue(Files.isExecutable(program));
        assertEquals(program, AgentBinary.locate(directory));
        Process process = new ProcessBuilder(program.toString(), "host")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        AgentConnection connection = AgentConnection.over(process.getInputStream(), process.getOutputStream(), _ -> {});
        assertEquals("host", connection.hello().mode());
        assertEquals(process.pid(), connection.hello().pid());
        for (int i = 0; i < 100; i++) {
            connection.request("ping", Map.of(), Map.class);
        }
        EngineException unknown =
                assertThrows(EngineException.class, () -> connection.request("no-such-operation", Map.of(), Map.class));
        assertEquals(ErrorKind.NOT_IMPLEMENTED, unknown.kind());
        connection.close();
        connection.awaitEnd();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertFalse(connection.isOpen());
        EngineException closed =
                assertThrows(EngineException.class, () -> connection.request("ping", Map.of(), Map.class));
        assertEquals(ErrorKind.UNAVAILABLE, closed.kind());
    }
}
