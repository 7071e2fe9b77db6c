package io.sockerless.simulators.aws.ssm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ssmmessages.Sessions;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.Map;

/** Sessions that other services began: how a client comes back to them, and ends them. */
record SessionOperations(Sessions sessions) {
    private static final String ID = "SessionId";

    Map<String, Operation> operations() {
        return Map.of("ResumeSession", this::resume, "TerminateSession", this::terminate);
    }

    private ObjectNode resume(Caller caller, Input input) {
        String id = input.required(ID);
        Sessions.Ticket ticket = sessions.resume(id).orElseThrow(() -> missing(id));
        return Json.MAPPER
                .createObjectNode()
                .put(ID, id)
                .put("TokenValue", ticket.token())
                .put("StreamUrl", ticket.url());
    }

    private ObjectNode terminate(Caller caller, Input input) {
        String id = input.required(ID);
        if (!sessions.terminate(id)) {
            throw missing(id);
        }
        return Json.MAPPER.createObjectNode().put(ID, id);
    }

    private static AwsException missing(String id) {
        return new AwsException("DoesNotExistException", "Session with id " + id + " doesn't exist.");
    }
}
