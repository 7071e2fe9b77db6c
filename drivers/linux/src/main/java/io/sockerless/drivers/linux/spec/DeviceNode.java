package io.sockerless.drivers.linux.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A device file of the host (stat(2), mknod(2)). */
record DeviceNode(char type, long major, long minor, int mode, int uid, int gid) {
    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;

    /** Empty when the path is no device. Symbolic links are followed. */
    static Optional<DeviceNode> at(Path path, LinkOption... links) throws IOException {
        Map<String, Object> stat = Files.readAttributes(path, "unix:mode,rdev,uid,gid", links);
        int mode = (Integer) stat.get("mode");
        char type = switch (mode & S_IFMT) {
            case S_IFCHR -> 'c';
            case S_IFBLK -> 'b';
            default -> '-';
        };
        if (type == '-') {
            return Optional.empty();
        }
        long device = (Long) stat.get("rdev");
        return Optional.of(new DeviceNode(
                type,
                device >>> 8 & 0xfff | device >>> 32 & ~0xfffL,
                device & 0xff | device >>> 12 & ~0xffL,
                mode & 07777,
                (Integer) stat.get("uid"),
                (Integer) stat.get("gid")));
    }

    /** An entry of {@code linux.devices}. */
    Map<String, Object> at(String target) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("path", target);
        out.put("type", String.valueOf(type));
        out.put("major", major);
        out.put("minor", minor);
        out.put("fileMode", mode);
        out.put("uid", uid);
        out.put("gid", gid);
        return out;
    }

    /** An entry of {@code linux.resources.devices}. */
    Map<String, Object> rule(String access) {
        return Devices.rule(true, String.valueOf(type), major, minor, access);
    }
}
