package io.sockerless.features.registry;

import io.sockerless.features.daemons.Machine;
import io.sockerless.features.daemons.Programs;
import io.sockerless.features.registry.scripted.ScriptedRegistry;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@link ScriptedRegistry} on a machine. */
record ScriptedProcess(Process process, Machine machine, Path place) implements AutoCloseable {
    private static final String CERTIFICATE =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=registry -addext"
                    + " subjectAltName=IP:" + ScriptedRegistry.ELSEWHERE + " -keyout key.pem -out cert.pem";
    private static final String KEYS =
            "openssl pkcs12 -export -in cert.pem -inkey key.pem -out keys.p12 -passout pass:secret";

    static ScriptedProcess start(Machine machine, Path place) throws IOException {
        run(machine, place, "ip address add " + ScriptedRegistry.ELSEWHERE + "/32 dev lo");
        run(machine, place, "ip address add " + ScriptedRegistry.TRUSTED + "/32 dev lo");
        if (!Files.exists(place.resolve("keys.p12"))) {
            run(machine, place, CERTIFICATE);
            run(machine, place, KEYS);
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                classes().toString(),
                ScriptedRegistry.class.getName(),
                "keys.p12");
        Process process = new ProcessBuilder(machine.inside(place, command))
                .redirectErrorStream(true)
                .start();
        String line = process.inputReader().readLine();
        if (!"ready".equals(line)) {
            throw new IOException("the scripted registry does not start: " + line);
        }
        return new ScriptedProcess(process, machine, place);
    }

    private static Path classes() {
        try {
            return Path.of(ScriptedRegistry.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] run(Machine machine, Path place, String command) throws IOException {
        return Programs.run(machine.inside(place, List.of(command.split(" "))));
    }

    /** The requests since the last time that this was asked. */
    String log() throws IOException {
        return new String(run(machine, place, "curl -sf http://127.0.0.1:5001/log"), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
