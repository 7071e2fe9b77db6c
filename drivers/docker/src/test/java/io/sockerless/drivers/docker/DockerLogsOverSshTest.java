package io.sockerless.drivers.docker;

import io.sockerless.drivers.contract.DriverSubject;
import io.sockerless.drivers.contract.LogsContract;
import io.sockerless.drivers.docker.wire.RemoteHost;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

final class DockerLogsOverSshTest extends LogsContract {
    @BeforeAll
    static void needsSshd() {
        Sshd.obstacle().ifPresent(why -> {
            System.out.println("SSH TEST SKIPPED: " + why);
            Assumptions.abort(why);
        });
    }

    @Override
    protected DriverSubject subject() {
        return new DockerSubject() {
            @Override
            protected RemoteHost host() {
                return Sshd.shared().host();
            }
        };
    }
}
