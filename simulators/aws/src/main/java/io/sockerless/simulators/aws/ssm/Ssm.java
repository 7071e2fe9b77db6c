package io.sockerless.simulators.aws.ssm;

import io.sockerless.simulators.aws.ssmmessages.Sessions;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Parameter Store, for clients and for services that hand parameters on; and sessions that are there already. */
public final class Ssm {
    private final Documents<Parameter> parameters;
    private final Reading reading;
    private final Sessions sessions;
    private final Clock clock;

    public Ssm(State state, Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
        parameters = state.documents("ssm-parameter", Parameter.class, Parameter::key);
        reading = new Reading(parameters, new Sealing(state.id()));
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Writing(parameters, clock).operations());
        table.putAll(reading.operations());
        table.putAll(new Describing(parameters, reading).operations());
        table.putAll(new Labels(parameters).operations());
        table.putAll(new Tags(parameters).operations());
        table.putAll(new SessionOperations(sessions).operations());
        // What is wrong with an input has another name here than in most services.
        table.replaceAll((_, operation) ->
                (caller, input) -> operation.apply(caller, new Input(input.document(), "ValidationException")));
        return Service.json("ssm", "AmazonSSM", table);
    }

    /**
     * A parameter's value, decrypted.
     *
     * @param name as GetParameter has it; it may have a selector
     * @throws AwsException as GetParameter
     */
    public String value(Caller caller, String name) {
        return reading.value(caller, name);
    }
}
