package io.sockerless.simulators.aws.ecs;

import io.sockerless.simulators.kernel.docker.DockerEngine;
import io.sockerless.simulators.kernel.docker.DockerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The container that has the network of a task of several ones, whichever of them begin and end: as on Amazon's machines it
 * does nothing but wait. Its image is made here, of a program of a few instructions.
 */
final class Pause {
    private static final String IMAGE = "sockerless-simulator-pause:1";
    private static final String PROGRAM = "pause";
    private static final int HEADERS = 64 + 56;
    private static final long BASE = 0x400000;
    /** The system call pause, again and again. */
    private static final String X86_64 = "b8220000000f05ebf7";
    /** The system call ppoll of nothing, without an end, again and again. */
    private static final String AARCH64 = "280980d2000080d2010080d2020080d2030080d2010000d4fbffff17";

    private Pause() {}

    static String name(Task task) {
        return "ecs-" + task.definition().path("family").asText() + "-"
                + task.definition().path("revision").asText() + "-internalecspause-" + task.id();
    }

    /** Makes it and starts it, unless it runs. */
    static void run(DockerEngine docker, String name, TaskNetwork.Place place, Map<String, String> labels)
            throws IOException {
        if (docker.container(name).isEmpty()) {
            if (!docker.hasImage(IMAGE)) {
                docker.importProgram(IMAGE, PROGRAM, program());
            }
            Map<String, Object> body = new HashMap<>(
                    Map.of("Image", IMAGE, "Labels", labels, "HostConfig", Map.of("NetworkMode", place.mode())));
            place.in(body);
            docker.create(name, body);
        }
        String status = docker.container(name)
                .orElseThrow(DockerException::gone)
                .path("State")
                .path("Status")
                .asText();
        if (status.equals("created")) {
            docker.start(name);
        }
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
