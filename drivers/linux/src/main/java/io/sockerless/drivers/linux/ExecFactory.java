package io.sockerless.drivers.linux;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.linux.spec.Accounts;
import io.sockerless.drivers.linux.spec.Environment;
import io.sockerless.drivers.linux.spec.Identity;
import io.sockerless.drivers.linux.spec.Machine;
import io.sockerless.drivers.linux.spec.OciSpec;
import io.sockerless.drivers.spi.CanExec.ExecSpec;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** Processes of execs, made from the bundle on disk: it is the same after a restart of the daemon. */
record ExecFactory(Layout layout, Machine machine) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    @SuppressWarnings("unchecked")
    Map<String, Object> process(TaskSpec spec, ExecSpec exec) {
        Map<String, Object> config;
        try {
            config = JSON.readValue(Files.readAllBytes(layout.task(spec.id()).resolve("config.json")), OBJECT);
        } catch (IOException e) {
            throw EngineException.internal("reading the bundle: " + e.getMessage(), e);
        }
        Identity user = machine.known(Accounts.read(layout.root(spec.id()))
                .find(
                        exec.user().isEmpty() ? spec.config().user() : exec.user(),
                        spec.host().strings("GroupAdd")));
        List<String> env = Environment.of(spec.env(), spec.hostname(), exec.tty());
        return OciSpec.exec((Map<String, Object>) config.get("process"), exec, user, env, machine.capabilities());
    }
}
