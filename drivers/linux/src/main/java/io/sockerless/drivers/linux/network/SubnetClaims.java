package io.sockerless.drivers.linux.network;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which daemon of the machine uses which subnet, also while its bridge does not exist. A claim is a file that names the
 * daemon's own settings; it counts as long as these exist and say the same.
 */
final class SubnetClaims {
    /** FileLock excludes processes only. */
    private static final Object THIS_PROCESS = new Object();

    private final NetworkConfig config;
    private final Path directory;

    private record Claim(String subnet, String settings) {}

    SubnetClaims(NetworkConfig config) {
        this.config = config;
        this.directory = config.machineDir().resolve("subnets");
    }

    /**
     * The daemon's settings: the ones it has when nobody else uses their subnet, else new ones.
     *
     * @param inUse sandboxes exist in the present subnet, so that it has to stay
     * @param newId the network's id, should there be none
     */
    BridgeSettings settle(boolean inUse, String newId) throws IOException {
        Files.createDirectories(directory);
        synchronized (THIS_PROCESS) {
            try (FileChannel channel = FileChannel.open(
                            config.machineDir().resolve("subnets.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                BridgeSettings settings = choose(inUse, newId);
                Files.createDirectories(config.stateDir());
                JsonFiles.write(config.settings(), settings);
                JsonFiles.write(
                        claim(), new Claim(settings.subnet(), config.settings().toString()));
                lock.release();
                return settings;
            }
        }
    }

    void giveUp() throws IOException {
        Files.deleteIfExists(claim());
    }

    private BridgeSettings choose(boolean inUse, String newId) throws IOException {
        Optional<BridgeSettings> present = JsonFiles.read(config.settings(), BridgeSettings.class);
        if (present.isPresent() && inUse) {
            return present.get();
        }
        List<Subnet> used = new ArrayList<>(others());
        used.addAll(HostAddresses.used(config.bridge()));
        Optional<Subnet> old =
                present.map(BridgeSettings::range).filter(range -> used.stream().noneMatch(range::overlaps));
        return new BridgeSettings(
                present.map(BridgeSettings::id).orElse(newId),
                config.bridge(),
                old.orElseGet(() -> SubnetChoice.firstFree(used)).toString());
    }

    private List<Subnet> others() throws IOException {
        List<Subnet> claimed = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> !f.equals(claim())).toList()) {
                Optional<Claim> claim = JsonFiles.read(file, Claim.class);
                if (claim.isPresent() && isValid(claim.get())) {
                    claimed.add(Subnet.parse(claim.get().subnet()));
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        return claimed;
    }

    private static boolean isValid(Claim claim) throws IOException {
        return JsonFiles.read(Path.of(claim.settings()), BridgeSettings.class)
                .filter(settings -> settings.subnet().equals(claim.subnet()))
                .isPresent();
    }

    private Path claim() {
        return directory.resolve(config.daemon() + ".json");
    }
}
