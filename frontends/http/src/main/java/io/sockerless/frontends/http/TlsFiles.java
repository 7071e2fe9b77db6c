package io.sockerless.frontends.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files that a TLS listener lives by.
 *
 * @param clientAuthority certificates of the authorities that clients' certificates must come from; empty when clients
 *     need none
 * @param certificate the server's, with those between it and its authority behind it
 * @param key the certificate's private key: PKCS#8, PKCS#1 or SEC 1
 */
public record TlsFiles(Optional<Path> clientAuthority, Path certificate, Path key) {}
