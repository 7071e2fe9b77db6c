package io.sockerless.engine.build;

import io.sockerless.engine.core.ImageBuilding;
import io.sockerless.engine.core.ImageBuilding.LayerTar;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.CommitOptions;
import io.sockerless.engine.oci.Image;
import io.sockerless.engine.oci.OciJson;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of steps, each an image with the one before as its parent. A step is known if its parent has a child that
 * was made with the same settings: the rule of docker's classic builder, whose cache is its images.
 */
final class Steps {
    private final ImageBuilding images;
    private final BuildLog log;
    private final Platform platform;
    private boolean fresh;

    /** @param fresh whether all steps are done again */
    Steps(ImageBuilding images, BuildLog log, Platform platform, boolean fresh) {
        this.images = images;
        this.log = log;
        this.platform = platform;
        this.fresh = fresh;
    }

    /** Makes a step that changes no files, or finds it. */
    void setting(StageState stage, String remark) {
        List<String> shell = stage.shell();
        List<String> command = new java.util.ArrayList<>(shell);
        command.add("#(nop) ");
        command.add(remark);
        if (!known(stage, command)) {
            made(stage, images.step(stage.image(), Optional.empty(), options(stage, command, "", command)));
        }
    }

    /**
     * Uses the result of a step if it is known.
     *
     * @param command what the step is, for the comparison and for the record
     */
    boolean known(StageState stage, List<String> command) {
        if (fresh) {
            return false;
        }
        byte[] wanted = OciJson.bytes(record(stage, command));
        Optional<Image> found = images.children(stage.image()).stream()
                .filter(child -> Arrays.equals(OciJson.bytes(child.config().containerConfig()), wanted))
                .filter(child -> child.platform().runs(platform))
                .findFirst();
        if (found.isEmpty()) {
            fresh = true; // what follows one that is not known is made of something new
            return false;
        }
        log.cached();
        made(stage, found.get().id().toString());
        return true;
    }

    /**
     * Makes a step with a layer.
     *
     * @param command as {@link #known} had it
     * @param createdBy the words that the history tells
     */
    void layer(
            StageState stage, List<String> command, String container, List<String> createdBy, Optional<LayerTar> tar) {
        made(stage, images.step(stage.image(), tar, options(stage, command, container, createdBy)));
    }

    private void made(StageState stage, String id) {
        stage.image(id);
        log.image(id);
    }

    private CommitOptions options(StageState stage, List<String> command, String container, List<String> createdBy) {
        return new CommitOptions(
                complete(stage.config()),
                record(stage, command),
                container,
                String.join(" ", createdBy),
                stage.author(),
                "",
                platform);
    }

    private static Map<String, Object> record(StageState stage, List<String> command) {
        Map<String, Object> config = new LinkedHashMap<>(stage.config());
        config.put("Cmd", command);
        return complete(config);
    }

    private static Map<String, Object> complete(Map<String, Object> config) {
        return ContainerConfig.SCHEMA.complete(new ContainerConfig(config).fields());
    }
}
