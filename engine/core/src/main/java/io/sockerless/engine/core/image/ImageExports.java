package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.image.ImageReference;
import java.io.OutputStream;
import java.util.List;

/** Images as files. */
record ImageExports(ImageTransfers transfers) implements Images.Exports {
    @Override
    public void files(String ref, OutputStream tar) {
        FileWork.run(() -> transfers.files(ref, tar));
    }

    @Override
    public String saveAs(String ref, List<ImageReference> names, OutputStream archive) {
        String[] digest = {""};
        FileWork.run(() -> digest[0] = transfers.saveAs(ref, names, archive));
        return digest[0];
    }
}
