package io.sockerless.features.transport;

import io.sockerless.features.daemons.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** An authority of the test's own, made with openssl as Docker's documentation does. */
final class Authority {
    /** Valid now, or until yesterday. */
    enum Validity {
        NOW,
        EXPIRED
    }

    private final Path folder;

    Authority(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2");
        Files.writeString(folder.resolve("index"), "");
    }

    Path certificate() {
        return folder.resolve("ca.pem");
    }

    /**
     * A folder with ca.pem, cert.pem and key.pem.
     *
     * @param use serverAuth or clientAuth
     * @param serial hexadecimal
     */
    Path issue(Path target, String use, Validity validity, String serial) throws IOException {
        Files.createDirectories(target);
        Files.copy(certificate(), target.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        var request = target.resolve("request");
        var extensions = target.resolve("extensions");
        Programs.run(List.of(
                "openssl",
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=" + use,
                "-keyout",
                target.resolve("key.pem").toString(),
                "-out",
                request.toString()));
        Files.writeString(
                extensions, "extendedKeyUsage=" + use + "\nsubjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
        // Only "openssl ca" takes dates, and it wants a configuration and a list of what it has issued.
        var configuration = target.resolve("configuration");
        Files.writeString(configuration, """
                [ca]
                default_ca = own
                [own]
                database = %s
                serial = %s
                new_certs_dir = %s
                default_md = sha256
                policy = any
                unique_subject = no
                [any]
                commonName = supplied
                """.formatted(folder.resolve("index"), target.resolve("serial"), target));
        Files.writeString(target.resolve("serial"), serial + "\n");
        var command =
                new ArrayList<>(List.of("openssl", "ca", "-batch", "-notext", "-config", configuration.toString()));
        command.addAll(List.of("-cert", certificate().toString()));
        command.addAll(List.of("-keyfile", folder.resolve("ca-key.pem").toString()));
        command.addAll(List.of("-in", request.toString(), "-extfile", extensions.toString()));
        command.addAll(List.of("-out", target.resolve("cert.pem").toString()));
        command.addAll(
                switch (validity) {
                    case NOW -> List.of("-days", "1");
                    case EXPIRED -> List.of("-startdate", "20200101000000Z", "-enddate", "20200102000000Z");
                });
        Programs.run(command);
        return target;
    }

    private void openssl(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-subj", "/CN=authority of " + folder.getFileName()));
        command.addAll(List.of("-keyout", folder.resolve("ca-key.pem").toString()));
        command.addAll(List.of("-out", certificate().toString()));
        Programs.run(command);
    }
}
