package io.sockerless.drivers.docker.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** What a folder as in {@code DOCKER_CERT_PATH} holds: ca.pem, and cert.pem with key.pem where the other side wants them. */
final class ClientTls {
    private static final char[] NO_PASSWORD = {};

    private ClientTls() {}

    static SSLContext context(Path folder) throws IOException {
        try {
            KeyStore authorities = empty();
            for (X509Certificate authority : certificates(folder.resolve("ca.pem"))) {
                authorities.setCertificateEntry(Integer.toString(authorities.size()), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own(folder), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] own(Path folder) throws IOException, GeneralSecurityException {
        Path certificate = folder.resolve("cert.pem");
        if (!Files.exists(certificate)) {
            return new KeyManager[0];
        }
        KeyStore store = empty();
        store.setKeyEntry(
                "client",
                key(folder.resolve("key.pem")),
                NO_PASSWORD,
                certificates(certificate).toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new IOException(file + " holds no certificate in PEM format");
            }
            return found;
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        try (Reader text = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(text)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (next instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                // Parameters of a curve may stand in front of the key.
            }
            throw new IOException(file + " holds no private key in PEM format, or an encrypted one");
        }
    }
}
