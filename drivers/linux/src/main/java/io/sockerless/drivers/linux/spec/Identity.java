package io.sockerless.drivers.linux.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A user as the kernel sees it. */
public record Identity(long uid, long gid, List<Long> groups) {
    public Identity {
        groups = List.copyOf(groups);
    }

    /** {@code process.user}. */
    public Map<String, Object> process() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("uid", uid);
        out.put("gid", gid);
        if (!groups.isEmpty()) {
            out.put("additionalGids", groups);
        }
        return out;
    }
}
