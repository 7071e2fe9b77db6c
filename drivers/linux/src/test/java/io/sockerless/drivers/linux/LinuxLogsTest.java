package io.sockerless.drivers.linux;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LogsContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LinuxLogsTest extends LogsContract {
    @Override
    protected DriverSubject subject() {
        return new LinuxSubject();
    }

    @Test
    void compressionMeanwhileHidesNothing() throws Exception {
        rotates(Map.of("max-size", "16k", "max-file", "50", "compress", "true"));
    }

    @Test
    void theOnlyFileIsFollowed() throws Exception {
        follows(Map.of("max-size", "16k"));
    }
}
