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
 * Which network of which daemon of the machine uses which subnet, also while its bridge does not exist. A claim is a
 * file that names the network's own settings; it counts as long as these exist and say the same.
 */
final class SubnetClaims {
    /** FileLock excludes processes only. */
    private static final Object THIS_PROCESS = new Object();

    private final NetworkConfig config;
    private final Path directory;

    private record Claim(String subnet, String settings) {}

    /**
     * What is not to be had.
     *
     * @param claimed by networks of this and other daemons
     * @param host where the host has addresses and routes
     */
    record Used(List<Subnet> claimed, List<Subnet> host) {
        List<Subnet> all() {
            return Stream.concat(claimed.stream(), host.stream()).toList();
        }
    }

    /** Settles a network's settings; a failure changes nothing. */
    @FunctionalInterface
    interface Choice {
        BridgeSettings choose(Used used) throws IOException;
    }

    SubnetClaims(NetworkConfig config) {
        this.config = config;
        this.directory = config.machineDir().resolve("subnets");
    }

    /**
     * The default bridge's settings: the ones it has when nobody else uses their subnet, else new ones.
     *
     * @param inUse sandboxes exist in the present subnet, so that it has to stay
     * @param newId the network's id, should there be none
     */
    BridgeSettings settle(boolean inUse, String newId) throws IOException {
        return settle(config.settings(), claim(""), used -> {
            Optional<BridgeSettings> present = JsonFiles.read(config.settings(), BridgeSettings.class);
            if (present.isPresent() && inUse) {
                return present.get();
            }
            Optional<Subnet> old = present.map(BridgeSettings::range)
                    .filter(range -> used.all().stream().noneMatch(range::overlaps));
            return new BridgeSettings(
                    present.map(BridgeSettings::id).orElse(newId),
                    config.bridge(),
                    old.orElseGet(() -> SubnetChoice.firstFree(used.all())).toString());
        });
    }

    /** The settings of a network that is new. */
    BridgeSettings settle(String networkId, Choice choice) throws IOException {
        return settle(config.network(networkId), claim(networkId), choice);
    }

    private BridgeSettings settle(Path file, Path claim, Choice choice) throws IOException {
        Files.createDirectories(directory);
        synchronized (THIS_PROCESS) {
            try (FileChannel channel = FileChannel.open(
                            config.machineDir().resolve("subnets.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                BridgeSettings settings = choice.choose(new Used(others(claim), HostAddresses.used(config.bridge())));
                Files.createDirectories(file.getParent());
                JsonFiles.write(file, settings);
                JsonFiles.write(claim, new Claim(settings.subnet(), file.toString()));
                lock.release();
                return settings;
            }
        }
    }

    /** @param networkId empty for the default bridge */
    void giveUp(String networkId) throws IOException {
        Files.deleteIfExists(claim(networkId));
    }

    private List<Subnet> others(Path own) throws IOException {
        List<Subnet> claimed = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> !f.equals(own)).toList()) {
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

    private Path claim(String networkId) {
        String name = networkId.isEmpty() ? config.daemon() : config.daemon() + "-" + networkId;
        return directory.resolve(name + ".json");
    }
}
