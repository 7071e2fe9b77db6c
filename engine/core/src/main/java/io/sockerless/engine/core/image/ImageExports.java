package io.sockerless.engine.core.image;

import io.sockerless.engine.core.Images;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.ImageReference;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Images as files. */
record ImageExports(ImageTransfers transfers) implements Images.Exports {
    @Override
    public void files(String ref, OutputStream tar) {
        try {
            transfers.files(ref, tar);
        } catch (IOException e) {
            throw EngineException.internal(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String saveAs(String ref, List<ImageReference> names, OutputStream archive) {
        try {
            return transfers.saveAs(ref, names, archive);
        } catch (IOException e) {
            throw EngineException.internal(String.valueOf(e.getMessage()), e);
        }
    }
}
