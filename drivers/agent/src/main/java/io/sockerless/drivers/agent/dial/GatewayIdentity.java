package io.sockerless.drivers.agent.dial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Who a gateway is: a key with a certificate that it signed itself and that agents are given, and the containers'
 * tokens, which follow from the key. Kept in a file, so that agents know the next daemon's gateway again.
 */
public final class GatewayIdentity {
    /** The name in the certificate, whatever address agents dial. */
    public static final String NAME = "gateway.sockerless.internal";

    private static final String FILE = "gateway.p12";
    private static final char[] PASSWORD = "gateway".toCharArray(); // the file's mode protects it
    private static final Duration LIFE = Duration.ofDays(3650);

    private final KeyStore store;

    private GatewayIdentity(KeyStore store) {
        this.store = store;
    }

    /**
     * The identity of a directory, made when there is none; only the owner may read it.
     *
     * @throws IOException it cannot be read or written
     */
    public static GatewayIdentity keptIn(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            if (Files.exists(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    store.load(in, PASSWORD);
                }
                return new GatewayIdentity(store);
            }
            store.load(null, PASSWORD);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            store.setKeyEntry("gateway", pair.getPrivate(), PASSWORD, new Certificate[] {certify(pair)});
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(
                    directory,
                    ".gateway",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                try (OutputStream out = Files.newOutputStream(temporary)) {
                    store.store(out, PASSWORD);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            return new GatewayIdentity(store);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the gateway's key in " + file + ": " + e.getMessage(), e);
        }
    }

    private static X509Certificate certify(KeyPair pair)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        X500Name name = new X500Name("CN=" + NAME);
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(120, new SecureRandom()),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(LIFE)),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, NAME)));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    /** The certificate, for {@link DialSettings#certificatePem}. */
    public String certificatePem() {
        try {
            byte[] der = store.getCertificate("gateway").getEncoded();
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A container's token: the same after a restart, and nothing that another container could guess. */
    public String token(String containerId) {
        return HexFormat.of().formatHex(derived("sockerless agent token\n" + containerId));
    }

    /** 32 bytes that follow from the key, for one purpose: they tell nothing of those for another. */
    public byte[] secret(String purpose) {
        return derived("sockerless secret\n" + purpose);
    }

    private byte[] derived(String what) {
        try {
            Key key = store.getKey("gateway", PASSWORD);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
            return mac.doFinal(what.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SSLContext tls() throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the gateway's key: " + e.getMessage(), e);
        }
    }
}
