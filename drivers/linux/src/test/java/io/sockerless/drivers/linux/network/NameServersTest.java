package io.sockerless.drivers.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameServersTest {
    @TempDir
    private Path directory;

    private List<String> of(String host, String resolved) throws IOException {
        Path first = Files.writeString(directory.resolve("host"), host);
        Path second = Files.writeString(directory.resolve("resolved"), resolved);
        return NameServers.of(first, second);
    }

    @Test
    void reachableOnesOfTheHost() throws IOException {
        String host = "# comment\n"
                + "search x\n"
                + "nameserver 127.0.0.1\n"
                + "nameserver\t10.1.2.3 \n"
                + "nameserver ::1\n"
                + "nameserver 10.1.2.4\n";
        assertEquals(List.of("10.1.2.3", "10.1.2.4"), of(host, "nameserver 10.9.9.9\n"));
    }

    @Test
    void thoseBehindSystemdsStub() throws IOException {
        assertEquals(List.of("10.9.9.9"), of("nameserver 127.0.0.53\n", "nameserver 10.9.9.9\n"));
    }

    @Test
    void publicOnesWhenThereAreNone() throws IOException {
        assertEquals(List.of("8.8.8.8", "8.8.4.4"), of("nameserver 127.0.0.1\n", ""));
        assertEquals(List.of("8.8.8.8", "8.8.4.4"), NameServers.of(directory.resolve("no"), directory.resolve("no")));
    }
}
