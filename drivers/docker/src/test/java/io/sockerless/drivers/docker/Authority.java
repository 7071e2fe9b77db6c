package io.sockerless.drivers.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes certificates with openssl, as Docker's documentation does. */
record Authority(Path folder) {
    static Authority in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout %s -out %s"
                .formatted(folder.resolve("ca-key.pem"), folder.resolve("ca.pem")));
        return new Authority(folder);
    }

    private static void openssl(String arguments) {
        Places.run(Stream.concat(Stream.of("openssl"), Stream.of(arguments.split(" ")))
                .toList());
    }

    /** A folder with ca.pem, cert.pem and key.pem. */
    Path issue(String name, String use, String address) {
        Path target = folder.resolve(name);
        try {
            Files.createDirectories(target);
            Files.copy(folder.resolve("ca.pem"), target.resolve("ca.pem"));
            Files.writeString(
                    target.resolve("extensions"), "extendedKeyUsage=" + use + "\nsubjectAltName=" + address + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl("req -newkey rsa:2048 -nodes -subj /CN=%s -keyout %s -out %s"
                .formatted(use, target.resolve("key.pem"), target.resolve("request")));
        openssl("x509 -req -days 1 -in %s -CA %s -CAkey %s -CAcreateserial -extfile %s -out %s"
                .formatted(
                        target.resolve("request"),
                        folder.resolve("ca.pem"),
                        folder.resolve("ca-key.pem"),
                        target.resolve("extensions"),
                        target.resolve("cert.pem")));
        return target;
    }
}
