package io.sockerless.simulators.aws.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The container that has a task's network, whichever of its containers begin and end, as on Amazon's machines. It filters what
 * security groups do not let through; where they are not enforced it does nothing but wait. Its image is made here.
 *
 * @param guard empty where security groups are not enforced
 */
record Pause(Optional<GuardImage> guard) {
    private static final String IMAGE = "sockerless-simulator-pause:1";
    private static final String PROGRAM = "pause";
    private static final int HEADERS = 64 + 56;
    private static final long BASE = 0x400000;
    /** The system call pause, again and again. */
    private static final String X86_64 = "b8220000000f05ebf7";
    /** The system call ppoll of nothing, without an end, again and again. */
    private static final String AARCH64 = "280980d2000080d2010080d2020080d2030080d2010000d4fbffff17";

    static String name(Task task) {
        return "ecs-" + task.definition().path("family").asText() + "-"
                + task.definition().path("revision").asText() + "-internalecspause-" + task.id();
    }

    /** Makes it, unless it is there. */
    void create(DockerEngine docker, String name, TaskNetwork.Place place, Map<String, String> labels)
            throws IOException {
        if (docker.container(name).isPresent()) {
            return;
        }
        Map<String, Object> body = guard.isPresent() ? guarding(guard.get().at(docker)) : waiting(docker);
        body.put("Labels", labels);
        body.put("HostConfig", host(place));
        place.in(body);
        docker.create(name, body);
    }

    /** Starts it, unless it was. @return as inspected */
    JsonNode start(DockerEngine docker, String name) throws IOException {
        JsonNode found = docker.container(name).orElseThrow(DockerException::gone);
        if (!found.path("State").path("Status").asText().equals("created")) {
            return found;
        }
        docker.start(name);
        return docker.container(name).orElseThrow(DockerException::gone);
    }

    /** Whether it filters: one that a simulator without enforcement made does not. */
    static boolean guards(JsonNode inspected) {
        return GuardImage.isOf(inspected.path("Config").path("Image").asText());
    }

    private static Map<String, Object> guarding(String image) {
        return new HashMap<>(Map.of("Image", image, "Cmd", List.of("guard"), "OpenStdin", true, "StdinOnce", false));
    }

    private static Map<String, Object> waiting(DockerEngine docker) throws IOException {
        if (!docker.hasImage(IMAGE)) {
            docker.importProgram(IMAGE, PROGRAM, program());
        }
        return new HashMap<>(Map.of("Image", IMAGE));
    }

    private Map<String, Object> host(TaskNetwork.Place place) {
        return guard.isEmpty()
                ? Map.of("NetworkMode", place.mode())
                : Map.of(
                        "NetworkMode", place.mode(),
                        "CapDrop", List.of("ALL"),
                        "CapAdd", List.of("NET_ADMIN"),
                        "ReadonlyRootfs", true,
                        "LogConfig", Map.of("Type", "none"));
    }

    /** An ELF executable of one segment. */
    private static byte[] program() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        byte[] code = HexFormat.of().parseHex(arm ? AARCH64 : X86_64);
        long size = HEADERS + (long) code.length;
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        // An executable for the machine, begun behind the headers; one program header at 64, no sections.
        out.putShort((short) 2).putShort((short) (arm ? 183 : 62)).putInt(1);
        out.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        out.putShort((short) 64).putShort((short) 56).putShort((short) 1);
        out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        // Loaded whole, readable and executable.
        out.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE);
        out.putLong(size).putLong(size).putLong(0x1000);
        return out.put(code).array();
    }
}
