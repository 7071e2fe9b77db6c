package io.sockerless.features.external;

import io.sockerless.features.simulators.EcsRig;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;

/** On the driver lambda. */
@Tag("external")
@Order(1)
class LambdaContractTest extends CloudContract {
    LambdaContractTest() {
        super("lambda", "Lambda", 50);
    }

    @Override
    List<String> settings(EcsRig rig, String repository) throws IOException {
        return rig.functionSettings(repository);
    }
}
