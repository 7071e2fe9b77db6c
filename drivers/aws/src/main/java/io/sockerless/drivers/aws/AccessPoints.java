package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.efs.EfsClient;
import software.amazon.awssdk.services.efs.model.AccessPointDescription;
import software.amazon.awssdk.services.efs.model.AccessPointNotFoundException;
import software.amazon.awssdk.services.efs.model.LifeCycleState;
import software.amazon.awssdk.services.efs.model.Tag;

/**
 * A daemon's access points of a file system of Amazon EFS, one for each volume. Files keep the owners that containers give
 * them: an access point has no user.
 *
 * @param daemon tells this daemon's from others' in the same file system
 */
record AccessPoints(EfsClient efs, String fileSystem, String daemon) {
    private static final String DAEMON_TAG = "io.sockerless.daemon";
    private static final String VOLUME_TAG = "io.sockerless.volume";
    private static final String FILLING_TAG = "io.sockerless.filling";
    private static final String REMOVED_TAG = "io.sockerless.removed";
    private static final int TRIES = 300;
    private static final int BETWEEN_TRIES = 200;

    /** Those of this daemon, also of volumes that were removed and are not empty yet. */
    List<AccessPointDescription> all() {
        return Clients.ask(() ->
                efs.describeAccessPointsPaginator(request -> request.fileSystemId(fileSystem)).accessPoints().stream()
                        .filter(point -> daemon.equals(tags(point).get(DAEMON_TAG)))
                        .toList());
    }

    /** Makes one with a directory of its own, and waits until it can be mounted. */
    AccessPointDescription create(String volume) {
        String unique = RandomName.random();
        String id = Clients.ask(() -> efs.createAccessPoint(request -> request.clientToken(unique)
                        .fileSystemId(fileSystem)
                        .rootDirectory(root -> root.path("/sockerless/" + unique)
                                .creationInfo(
                                        info -> info.ownerUid(0L).ownerGid(0L).permissions("0755")))
                        .tags(
                                tag("Name", volume),
                                tag(Definition.MARK, "volume"),
                                tag(DAEMON_TAG, daemon),
                                tag(VOLUME_TAG, volume)))
                .accessPointId());
        for (int i = 0; i < TRIES; i++) {
            AccessPointDescription point =
                    Clients.ask(() -> efs.describeAccessPoints(request -> request.accessPointId(id))
                            .accessPoints()
                            .getFirst());
            if (point.lifeCycleState() == LifeCycleState.AVAILABLE) {
                return point;
            }
            pause(id);
        }
        throw new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: the access point " + id + " is not available");
    }

    private static void pause(String id) {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, "driver ecs: interrupted, waiting for " + id, e);
        }
    }

    /** Makes another daemon's this one's, with its data. */
    void takeOver(String id) {
        Clients.ask(() -> efs.tagResource(request -> request.resourceId(id).tags(tag(DAEMON_TAG, daemon))));
    }

    void markRemoved(AccessPointDescription point) {
        Clients.ask(() -> efs.tagResource(
                request -> request.resourceId(point.accessPointId()).tags(tag(REMOVED_TAG, "true"))));
    }

    void markHalfFilled(AccessPointDescription point, boolean half) {
        Clients.ask(() -> half
                ? efs.tagResource(
                        request -> request.resourceId(point.accessPointId()).tags(tag(FILLING_TAG, "true")))
                : efs.untagResource(
                        request -> request.resourceId(point.accessPointId()).tagKeys(FILLING_TAG)));
    }

    boolean isHalfFilled(AccessPointDescription point) {
        return Clients.ask(() -> efs.listTagsForResource(request -> request.resourceId(point.accessPointId())))
                .tags()
                .stream()
                .anyMatch(tag -> tag.key().equals(FILLING_TAG));
    }

    void delete(AccessPointDescription point) {
        Clients.ask(() -> {
            try {
                return efs.deleteAccessPoint(request -> request.accessPointId(point.accessPointId()));
            } catch (AccessPointNotFoundException _) {
                return null; // it is gone
            }
        });
    }

    static boolean isRemoved(AccessPointDescription point) {
        return tags(point).containsKey(REMOVED_TAG);
    }

    /** The name of its volume. */
    static String volume(AccessPointDescription point) {
        return tags(point).getOrDefault(VOLUME_TAG, "");
    }

    private static Map<String, String> tags(AccessPointDescription point) {
        Map<String, String> tags = new TreeMap<>();
        point.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
