package io.sockerless.frontends.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Turns PEM files into what the JDK shakes hands with, and says what is wrong with them. */
final class TlsMaterial {
    private static final char[] NO_PASSWORD = {};

    private TlsMaterial() {}

    static SSLContext read(TlsFiles files, Clock clock) throws TlsFilesException {
        List<X509Certificate> chain = certificates(files.certificate(), "TLS certificate", "--tlscert");
        PrivateKey key = key(files.key());
        try {
            requireValid(chain.getFirst(), files.certificate(), clock.instant());
            if (!belong(key, chain.getFirst().getPublicKey())) {
                throw new TlsFilesException("the TLS key " + files.key() + " does not belong to the certificate "
                        + files.certificate() + ": both must be of the same pair");
            }
            KeyStore store = empty();
            store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            TrustManager[] trust = files.clientAuthority().isPresent()
                    ? trust(files.clientAuthority().get(), clock.instant())
                    : new TrustManager[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new TlsFilesException(
                    "cannot use the TLS certificate " + files.certificate() + " with the key " + files.key() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static TrustManager[] trust(Path file, Instant now) throws TlsFilesException, GeneralSecurityException {
        KeyStore store = empty();
        List<X509Certificate> authorities = certificates(file, "TLS authority", "--tlscacert");
        // The JDK does not ask whether an authority has expired.
        for (X509Certificate authority : authorities) {
            if (!authority.getNotAfter().toInstant().isBefore(now)) {
                store.setCertificateEntry(Integer.toString(store.size()), authority);
            }
        }
        if (store.size() == 0) {
            requireValid(authorities.getFirst(), file, now);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static List<X509Certificate> certificates(Path file, String what, String flag) throws TlsFilesException {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new TlsFilesException("the " + what + " " + file + " holds no certificate in PEM format");
            }
            return found;
        } catch (TlsFilesException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, what, flag, e);
        } catch (CertificateException e) {
            throw new TlsFilesException("the " + what + " " + file + " is no certificate in PEM format", e);
        }
    }

    private static PrivateKey key(Path file) throws TlsFilesException {
        try (Reader text = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(text)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                switch (next) {
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                        throw new TlsFilesException("the TLS key " + file
                                + " is encrypted; write it without a password: openssl pkey -in " + file);
                    // Parameters of a curve, or a certificate, may stand in front of the key.
                    default -> {}
                }
            }
            throw new TlsFilesException("the TLS key " + file + " holds no private key in PEM format");
        } catch (TlsFilesException e) {
            throw e;
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw unreadable(file, "TLS key", "--tlskey", e);
        } catch (IOException | RuntimeException e) {
            throw new TlsFilesException("the TLS key " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static TlsFilesException unreadable(Path file, String what, String flag, IOException e) {
        String why = switch (e) {
            case NoSuchFileException _ -> "it does not exist";
            case AccessDeniedException _ -> "permission denied";
            default -> e.getMessage();
        };
        return new TlsFilesException(
                "cannot read the " + what + " " + file + ": " + why + " (give " + flag
                        + " FILE, or the folder of ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH)",
                e);
    }

    private static void requireValid(X509Certificate certificate, Path file, Instant now) throws TlsFilesException {
        Instant end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now)) {
            throw new TlsFilesException("the TLS certificate " + file + " has expired on " + end);
        }
        Instant begin = certificate.getNotBefore().toInstant();
        if (begin.isAfter(now)) {
            throw new TlsFilesException("the TLS certificate " + file + " is not valid before " + begin);
        }
    }

    private static boolean belong(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case String other -> other;
                });
        byte[] words = "the same pair?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        signature.initSign(secret);
        signature.update(words);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(words);
        return signature.verify(signed);
    }
}
