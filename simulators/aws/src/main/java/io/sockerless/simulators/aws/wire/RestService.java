package io.sockerless.simulators.aws.wire;

import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Response;
import java.io.IOException;

/** A service that is asked by method and path and speaks XML, and that reads the bodies of requests itself. */
public interface RestService {
    /** In the scope of credentials. */
    String name();

    /** What a request asks for; empty when that is not served. */
    String operation(Call call);

    /**
     * @param operation as {@link #operation} told
     * @throws AwsException what the client is to be told instead
     */
    Response answer(String operation, Caller caller, Call call) throws IOException;
}
