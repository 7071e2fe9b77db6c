package io.sockerless.simulators.aws.wire;

import io.sockerless.simulators.kernel.Call;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Bodies that clients have compressed, as they do with large ones. */
final class Unzipped {
    private static final int LONGEST = 16 << 20;

    private Unzipped() {}

    /** The same call when it is not compressed, nor what it says: what is no request is refused where it is read. */
    static Call of(Call call) {
        if (!call.header("Content-Encoding").equalsIgnoreCase("gzip")) {
            return call;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(call.body()))) {
            byte[] whole = in.readNBytes(LONGEST + 1);
            return whole.length > LONGEST ? call : with(call, whole);
        } catch (IOException _) {
            return call;
        }
    }

    private static Call with(Call call, byte[] body) {
        return new Call(
                call.id(),
                call.method(),
                call.path(),
                call.rawQuery(),
                call.headers(),
                call.names(),
                body,
                call.stream());
    }
}
