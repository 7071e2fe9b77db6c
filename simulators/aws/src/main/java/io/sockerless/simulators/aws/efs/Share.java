package io.sockerless.simulators.aws.efs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client gets that mounts a file system.
 *
 * @param volume its name at the engine
 * @param labels of the volume, which whoever mounts it first makes
 * @param root the directory in it that is mounted, absolute
 * @param user as whom files are used; empty for whoever uses them
 * @param creation of the root when it is not there; empty when it has to be
 */
public record Share(
        String volume, Map<String, String> labels, String root, Optional<User> user, Optional<Owner> creation) {
    public record User(long uid, long gid, List<Long> groups) {
        public User {
            groups = List.copyOf(groups);
        }
    }

    /** @param mode the permissions */
    public record Owner(long uid, long gid, int mode) {}
}
