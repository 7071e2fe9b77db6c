package io.sockerless.simulators.aws.wire;

import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;
import java.util.Set;

/** A service that is asked by method and path. */
public interface RestService {
    /** In the scope of credentials. */
    String name();

    /** Whether it speaks JSON; if not, XML. */
    default boolean json() {
        return false;
    }

    /** Whether one is for it that nobody signed, and that says nothing else of its service. */
    default boolean open(Call head) {
        return false;
    }

    /** The longest body that is read for it, in bytes; 0 for one that reads bodies itself. */
    default int longestBody() {
        return 0;
    }

    /** The same for one operation, where its bodies may be longer. */
    default int longestBody(String operation) {
        return longestBody();
    }

    /** The operations that it serves, where it knows them by name. */
    default Set<String> served() {
        return Set.of();
    }

    /** What a request asks for; empty when that is not served. */
    String operation(Call call);

    /**
     * @param operation as {@link #operation} told
     * @throws AwsException what the client is to be told instead
     */
    Response answer(String operation, Caller caller, Call call) throws IOException, InterruptedException;
}
