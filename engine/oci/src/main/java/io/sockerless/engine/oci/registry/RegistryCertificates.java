package io.sockerless.engine.oci.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificates for registries that the operator has put down, as Docker has them in {@code /etc/docker/certs.d}: in a
 * directory for each {@code host} or {@code host:port}, {@code *.crt} are authorities to trust besides the machine's own, and
 * {@code *.cert} with {@code *.key} is who we are.
 */
final class RegistryCertificates {
    private static final char[] NO_PASSWORD = {};

    private final Path directory;
    private final List<Path> files;

    private RegistryCertificates(Path directory, List<Path> files) {
        this.directory = directory;
        this.files = files;
    }

    /** Those for one registry, as they are now. */
    static RegistryCertificates of(Path root, String authority) throws IOException {
        Path directory = root.resolve(authority).normalize();
        if (!directory.getParent().equals(root.normalize()) || !Files.isDirectory(directory)) {
            return new RegistryCertificates(root, List.of());
        }
        try (Stream<Path> all = Files.list(directory)) {
            return new RegistryCertificates(directory, all.sorted().toList());
        }
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Tells whether they have changed. */
    String state() throws IOException {
        StringBuilder state = new StringBuilder();
        for (Path file : files) {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            state.append(file.getFileName())
                    .append(' ')
                    .append(now.size())
                    .append(' ')
                    .append(now.lastModifiedTime())
                    .append(' ')
                    .append(now.fileKey())
                    .append('\n');
        }
        return state.toString();
    }

    /** @throws IOException in dockerd's words, if there is half of a pair */
    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own(), trusted(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + directory + " cannot be used: " + e.getMessage(), e);
        }
    }

    private TrustManager[] trusted() throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (X509Certificate authority : machines()) {
            store.setCertificateEntry(Integer.toString(store.size()), authority);
        }
        for (Path file : ending(".crt")) {
            for (X509Certificate authority : Pem.certificates(file)) {
                store.setCertificateEntry(Integer.toString(store.size()), authority);
            }
        }
        return factory(store).getTrustManagers();
    }

    private static List<X509Certificate> machines() throws GeneralSecurityException {
        return Stream.of(factory(null).getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static TrustManagerFactory factory(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory;
    }

    private KeyManager[] own() throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (Path certificate : ending(".cert")) {
            Path key = sibling(certificate, ".cert", ".key");
            if (!files.contains(key)) {
                throw new IOException("missing key " + key.getFileName() + " for client certificate "
                        + certificate.getFileName()
                        + ". Note that CA certificates should use the extension .crt");
            }
            store.setKeyEntry(
                    certificate.getFileName().toString(),
                    Pem.key(key),
                    NO_PASSWORD,
                    Pem.certificates(certificate).toArray(X509Certificate[]::new));
        }
        for (Path key : ending(".key")) {
            Path certificate = sibling(key, ".key", ".cert");
            if (!files.contains(certificate)) {
                throw new IOException(
                        "missing client certificate " + certificate.getFileName() + " for key " + key.getFileName());
            }
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private List<Path> ending(String suffix) {
        List<Path> found = new ArrayList<>(files);
        found.removeIf(file -> !file.getFileName().toString().endsWith(suffix));
        return found;
    }

    private static Path sibling(Path file, String suffix, String other) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - suffix.length()) + other);
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
