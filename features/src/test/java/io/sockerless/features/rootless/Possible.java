package io.sockerless.features.rootless;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sockerless.features.daemons.DaemonKind;
import io.sockerless.features.transport.Outcome;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether an ordinary user can be tried here. */
final class Possible {
    private Possible() {}

    static void here() throws Exception {
        DaemonKind.SOCKERLESS.obstacle().ifPresent(why -> skip(why));
        for (var program : List.of("slirp4netns", "newuidmap", "useradd")) {
            if (Outcome.of(List.of("sh", "-c", "command -v " + program), Map.of(), new byte[0])
                            .code()
                    != 0) {
                skip(program + " is not installed; scripts/prepare --tests installs it");
            }
        }
        boolean readable = Stream.iterate(
                        io.sockerless.features.daemons.Root.path(), p -> p != null, p -> p.getParent())
                .allMatch(folder -> folder.toFile().canExecute() && others(folder));
        if (!readable) {
            skip("other users cannot reach this checkout");
        }
    }

    private static boolean others(java.nio.file.Path folder) {
        try {
            return java.nio.file.Files.getPosixFilePermissions(folder)
                    .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static void skip(String why) {
        System.out.println("ROOTLESS TESTS SKIPPED: " + why);
        assumeTrue(false, why);
    }
}
