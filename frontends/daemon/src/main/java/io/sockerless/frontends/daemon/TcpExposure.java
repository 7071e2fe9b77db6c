package io.sockerless.frontends.daemon;

import io.sockerless.engine.model.EngineException;
import io.sockerless.frontends.http.TlsFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What TCP listeners give away: refused, or warned of as dockerd does. */
final class TcpExposure {
    private static final String WARN = """
            .
                     Access to the remote API is equivalent to root access on the host. Refer
                     to the 'Docker daemon attack surface' section in the documentation for
                     more information: https://docs.docker.com/go/attack-surface/""";

    private TcpExposure() {}

    /** TCP without TLS gives root to whoever reaches it, so it must be asked for by name, even on loopback. */
    static void check(String address, Optional<TlsFiles> tls, boolean insecure) {
        if (tls.isEmpty() && !insecure) {
            throw EngineException.invalid("refusing to listen on " + address
                    + " without TLS: whoever reaches it is root here. Give --tlsverify with --tlscacert, --tlscert and"
                    + " --tlskey, or say --insecure if you mean it");
        }
    }

    /** For the log, the terminal and {@code docker info}. */
    static List<String> warnings(List<String> addresses, Optional<TlsFiles> tls) {
        List<String> out = new ArrayList<>();
        for (String address : addresses) {
            String bare = address.substring("tcp://".length());
            if (tls.isEmpty()) {
                out.add("WARNING: API is accessible on http://" + bare + " without encryption" + WARN);
            } else if (tls.get().clientAuthority().isEmpty()) {
                out.add("WARNING: API is accessible on https://" + bare + " without TLS client verification" + WARN);
            }
        }
        return out;
    }
}
