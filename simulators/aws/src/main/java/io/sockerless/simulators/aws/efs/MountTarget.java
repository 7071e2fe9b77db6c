package io.sockerless.simulators.aws.efs;

import io.sockerless.simulators.aws.wire.Caller;
import java.util.List;

/** Where tasks of a subnet reach a file system. */
record MountTarget(
        String id, String account, String region, String fileSystem, String subnet, List<String> securityGroups) {
    MountTarget {
        securityGroups = List.copyOf(securityGroups);
    }

    boolean of(Caller caller) {
        return account.equals(caller.account()) && region.equals(caller.region());
    }

    MountTarget guarded(List<String> others) {
        return new MountTarget(id, account, region, fileSystem, subnet, others);
    }
}
