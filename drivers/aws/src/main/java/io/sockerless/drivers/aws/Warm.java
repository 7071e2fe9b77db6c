package io.sockerless.drivers.aws;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.image.ImageReference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images of which tasks are kept waiting, so that a container of one starts without waiting for Fargate.
 *
 * @param cpuPrice of a processor for an hour, in USD
 * @param memoryPrice of a GiB of memory for an hour, in USD
 */
public record Warm(List<Image> images, double cpuPrice, double memoryPrice) {
    static final Warm NONE = new Warm(List.of(), 0, 0);

    private static final Pattern IMAGE = Pattern.compile(
            "(?<name>.+)=(?<count>[1-9][0-9]{0,2})(?:/(?<cpus>[0-9]{1,2}(?:\\.[0-9]{1,3})?)/(?<mib>[0-9]{1,6}))?");
    private static final Pattern PRICES =
            Pattern.compile("(?<cpu>[0-9]{1,3}(?:\\.[0-9]{1,9})?)/(?<gib>[0-9]{1,3}(?:\\.[0-9]{1,9})?)");
    private static final long MIB = 1 << 20;
    private static final double GIB = 1024;
    private static final double NANO = 1_000_000_000;
    /** Amazon's for Linux in us-east-1 (Fargate pricing, on demand). */
    private static final String X86_PRICES = "0.04048/0.004445";

    private static final String ARM_PRICES = "0.03238/0.00356";

    /**
     * Tasks of one image.
     *
     * @param name as containers name it
     * @param count how many wait
     * @param host the limits of the containers that they become
     */
    public record Image(ImageReference name, int count, HostConfig host) {
        /** The same for the same limits. */
        String limits() {
            return TaskSize.of(host) + " " + TaskSize.memory(host);
        }

        double price(double cpuPrice, double memoryPrice) {
            TaskSize size = TaskSize.of(host);
            return count * (size.cpu() / GIB * cpuPrice + size.memory() / GIB * memoryPrice);
        }
    }

    public Warm {
        images = List.copyOf(images);
    }

    /** @throws EngineException INVALID when it cannot be read, or costs more than it may */
    static Warm of(Map<String, String> settings) {
        List<String> texts = SettingsFile.list(settings, "warm");
        String wanted = settings.getOrDefault(
                "warm-prices", settings.getOrDefault("architecture", "").equals("arm64") ? ARM_PRICES : X86_PRICES);
        Matcher prices = PRICES.matcher(wanted);
        if (!prices.matches()) {
            throw EngineException.invalid(
                    "--ecs warm-prices is what a processor and a GiB of memory cost for an hour in" + " USD, as "
                            + X86_PRICES + ", not \"" + wanted + "\"");
        }
        List<Image> images = texts.stream().map(Warm::image).toList();
        Warm warm = new Warm(images, Double.parseDouble(prices.group("cpu")), Double.parseDouble(prices.group("gib")));
        if (!images.isEmpty()) {
            warm.affordable(settings.getOrDefault("warm-price", ""));
        }
        return warm;
    }

    private static Image image(String text) {
        Matcher image = IMAGE.matcher(text);
        if (!image.matches()) {
            throw EngineException.invalid(
                    "--ecs warm is IMAGE=COUNT or IMAGE=COUNT/CPUS/MIB, as busybox=2/0.5/1024, not \"" + text + "\"");
        }
        HostConfig host = new HostConfig(
                image.group("cpus") == null
                        ? Map.of()
                        : Map.of(
                                "NanoCpus",
                                Math.round(Double.parseDouble(image.group("cpus")) * NANO),
                                "Memory",
                                Long.parseLong(image.group("mib")) * MIB));
        TaskSize.of(host);
        return new Image(
                ImageReference.parse(image.group("name")).withDefaultTag(),
                Integer.parseInt(image.group("count")),
                host);
    }

    private void affordable(String most) {
        String costs = "the tasks that wait cost " + price() + " USD an hour";
        if (!most.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
            throw EngineException.invalid("--ecs warm needs --ecs warm-price=USD, what it may cost an hour; " + costs);
        }
        if (hourly() > Double.parseDouble(most)) {
            throw EngineException.invalid("--ecs warm: " + costs + ", more than --ecs warm-price=" + most);
        }
    }

    /** What all of them cost for an hour, in USD. */
    double hourly() {
        return images.stream()
                .mapToDouble(image -> image.price(cpuPrice, memoryPrice))
                .sum();
    }

    /** The same to be read, such as {@code 0.0247}. */
    String price() {
        return String.format(Locale.ROOT, "%.4f", hourly());
    }

    /** The tasks that become containers of this image, as a client has named it. */
    Optional<Image> of(String image) {
        if (images.isEmpty()) {
            return Optional.empty();
        }
        try {
            ImageReference named = ImageReference.parse(image).withDefaultTag();
            return images.stream().filter(one -> one.name().equals(named)).findFirst();
        } catch (EngineException _) {
            return Optional.empty(); // an id
        }
    }
}
