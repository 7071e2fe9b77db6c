package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images.Deleted;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The rules of {@code docker rmi}: what may go, what goes with it, and in which words it is refused. */
final class ImageRemoval {
    private final ImageRows rows;
    private final Supplier<Collection<Container>> containers;
    private final ImageEvent event;

    /** @param event takes an action and an image id or name */
    ImageRemoval(ImageRows rows, Supplier<Collection<Container>> containers, ImageEvent event) {
        this.rows = rows;
        this.containers = containers;
        this.event = event;
    }

    List<Deleted> remove(String text, boolean force, boolean prune) {
        StoredImage image = rows.require(text);
        List<Deleted> done = new ArrayList<>();
        boolean byId = image.id().startsWith(text) || image.id().startsWith("sha256:" + text);
        boolean untagged = false;
        if (!byId) {
            untag(image, ImageReference.parse(text).withDefaultTag(), force, done);
            if (!rows.namesOf(image.id()).isEmpty()) {
                return done;
            }
            untagged = true;
        } else {
            untagged = removeNames(image, force, done);
        }
        delete(image, force, prune, untagged, done);
        return done;
    }

    private void untag(StoredImage image, ImageReference reference, boolean force, List<Deleted> done) {
        List<ImageReference> names = rows.namesOf(image.id());
        if (!force && names.size() == 1) {
            using(image, false).ifPresent(container -> {
                throw EngineException.conflict("conflict: unable to remove repository reference \""
                        + reference.familiar() + "\" (must force) - container "
                        + container.id().substring(0, 12)
                        + " is using its referenced image " + image.shortId());
            });
        }
        ImageReference known = rows.pointsAt(reference, image.id())
                ? reference
                : reference.digest().map(reference::withDigest).orElse(reference);
        forget(image, known, done);
        // The digests under which a repository was pulled or pushed go with the repository's last tag.
        List<ImageReference> left = rows.namesOf(image.id()).stream()
                .filter(name -> name.name().equals(reference.name()))
                .toList();
        if (left.stream().noneMatch(name -> name.tag().isPresent())) {
            left.forEach(name -> forget(image, name, done));
        }
    }

    /** By id: all names go when they are of one repository, or by force. */
    private boolean removeNames(StoredImage image, boolean force, List<Deleted> done) {
        List<ImageReference> names = rows.namesOf(image.id());
        Set<String> repositories = new HashSet<>();
        names.forEach(name -> repositories.add(name.name()));
        check(image, true).ifPresent(refusal -> {
            throw refusal;
        });
        if (repositories.size() > 1 && !force) {
            throw conflict(image, false, "image is referenced in multiple repositories");
        }
        check(image, force).ifPresent(refusal -> {
            throw refusal;
        });
        names.forEach(name -> forget(image, name, done));
        return false;
    }

    private void forget(StoredImage image, ImageReference name, List<Deleted> done) {
        rows.removeName(name);
        event.publish("untag", image.id());
        done.add(new Deleted(name.familiar(), ""));
    }

    /** @param quiet a conflict ends the removal without an error: the tag was what the user asked to go */
    private void delete(StoredImage image, boolean force, boolean prune, boolean quiet, List<Deleted> done) {
        Optional<EngineException> refusal = check(image, force);
        if (refusal.isPresent()) {
            if (quiet) {
                return;
            }
            throw refusal.get();
        }
        rows.remove(image, rows.namesOf(image.id()));
        event.publish("delete", image.id());
        done.add(new Deleted("", image.id()));
        Set<String> live = rows.liveChains();
        for (StoredImage.StoredLayer layer : image.layers().reversed()) {
            if (!live.contains(layer.chainId())) {
                done.add(new Deleted("", layer.chainId()));
            }
        }
        if (prune && !image.parent().isEmpty()) {
            rows.byId(image.parent())
                    .filter(parent -> rows.namesOf(parent.id()).isEmpty())
                    .ifPresent(parent -> delete(parent, false, true, true, done));
        }
    }

    private Optional<EngineException> check(StoredImage image, boolean force) {
        if (rows.all().stream().anyMatch(other -> other.parent().equals(image.id()))) {
            return Optional.of(conflict(image, true, "image has dependent child images"));
        }
        Optional<Container> running = using(image, true);
        if (running.isPresent()) {
            return Optional.of(conflict(
                    image,
                    true,
                    "image is being used by running container "
                            + running.get().id().substring(0, 12)));
        }
        Optional<Container> stopped = using(image, false);
        if (!force && stopped.isPresent()) {
            return Optional.of(conflict(
                    image,
                    false,
                    "image is being used by stopped container "
                            + stopped.get().id().substring(0, 12)));
        }
        return Optional.empty();
    }

    private static EngineException conflict(StoredImage image, boolean hard, String reason) {
        return EngineException.conflict("conflict: unable to delete " + image.shortId()
                + (hard ? " (cannot be forced) - " : " (must be forced) - ") + reason);
    }

    private Optional<Container> using(StoredImage image, boolean runningOnly) {
        return containers.get().stream()
                .filter(container -> container.imageId().equals(image.id()))
                .filter(container -> !runningOnly || container.state().alive())
                .findFirst();
    }
}
