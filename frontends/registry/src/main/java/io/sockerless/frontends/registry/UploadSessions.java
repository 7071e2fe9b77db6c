package io.sockerless.frontends.registry;

import io.sockerless.engine.oci.ContentStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The uploads of one registry, those of an earlier process too. */
final class UploadSessions {
    private static final System.Logger LOG = System.getLogger(UploadSessions.class.getName());
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST = 10_000;
    private static final Duration REST = Duration.ofMinutes(1);

    private final ContentStore content;
    private final Rows rows;
    private final Clock clock;
    private final Map<String, UploadSession> all = new ConcurrentHashMap<>();

    UploadSessions(ContentStore content, Rows rows, Clock clock) {
        this.content = content;
        this.rows = rows;
        this.clock = clock;
        rows.uploads().forEach(row -> all.put(row.id(), new UploadSession(content, row, clock.instant())));
    }

    /** @throws RegistryException TOOMANYREQUESTS if there are too many that nobody has ended */
    UploadSession begin(String repository) {
        if (all.size() >= MOST) {
            throw new RegistryException(ErrorCode.TOOMANYREQUESTS, "too many uploads that have not been ended");
        }
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        UploadRow row = new UploadRow(repository, HexFormat.of().formatHex(random));
        rows.write(changes -> changes.put(row));
        UploadSession session = new UploadSession(content, row, clock.instant());
        all.put(row.id(), session);
        return session;
    }

    /** @throws RegistryException BLOB_UPLOAD_UNKNOWN if this repository has none with this id */
    UploadSession require(String repository, String id) {
        UploadSession session = all.get(id);
        if (session == null || !session.repository().equals(repository)) {
            throw new RegistryException(ErrorCode.BLOB_UPLOAD_UNKNOWN, "blob upload unknown to registry", id);
        }
        return session;
    }

    void cancel(UploadSession session) throws IOException {
        session.cancel();
        abandoned(session);
    }

    /** An upload has ended, and its row with the same change that said what became of it. */
    void completed(UploadSession session) {
        all.remove(session.id());
    }

    /** An upload has failed: what it had is gone, if it has ended at all. */
    void abandoned(UploadSession session) {
        if (session.isEnded() && all.remove(session.id()) != null) {
            rows.write(changes -> changes.deleteUpload(session.id()));
        }
    }

    Instant now() {
        return clock.instant();
    }

    /** Ends those that nobody went on with for as long as their bytes are kept, and has the others hold little. */
    void expire() {
        Instant now = clock.instant();
        for (UploadSession session : all.values()) {
            Duration idle = Duration.between(session.touched(), now);
            try {
                if (idle.compareTo(ContentStore.PARTIAL_LIFETIME) > 0) {
                    cancel(session);
                } else if (idle.compareTo(REST) > 0) {
                    session.rest();
                }
            } catch (IOException | RegistryException e) {
                LOG.log(System.Logger.Level.WARNING, "an upload could not be ended: " + session.id(), e);
            }
        }
    }

    int count() {
        return all.size();
    }

    void close() {
        for (UploadSession session : all.values()) {
            try {
                session.rest();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "an upload could not be closed: " + session.id(), e);
            }
        }
    }
}
