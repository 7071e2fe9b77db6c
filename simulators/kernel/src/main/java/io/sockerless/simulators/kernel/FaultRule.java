package io.sockerless.simulators.kernel;

import io.sockerless.engine.model.EngineException;
import java.util.Optional;

/**
 * What is to go wrong.
 *
 * @param service empty for any
 * @param operation empty for any
 * @param probability that a call meets it
 * @param perSecond calls in a second that are let through first: throttling; 0 for none
 * @param times after which it has been met often enough; 0 for never
 * @param latencyMillis waited before anything is done
 * @param error answered instead of doing anything
 * @param cut ends the connection: before anything is done, or afterwards instead of the answer
 */
record FaultRule(
        String id,
        String service,
        String operation,
        Double probability,
        int perSecond,
        int times,
        long latencyMillis,
        Optional<Claim.Refusal> error,
        Optional<Cut> cut) {
    enum Cut {
        BEFORE,
        AFTER
    }

    FaultRule {
        id = id == null ? "" : id;
        service = service == null ? "" : service;
        operation = operation == null ? "" : operation;
        probability = probability == null ? 1.0 : probability;
        error = error == null ? Optional.empty() : error;
        cut = cut == null ? Optional.empty() : cut;
        if (!(probability >= 0 && probability <= 1)) {
            throw EngineException.invalid("a probability is between 0 and 1, not " + probability);
        }
        if (perSecond < 0 || times < 0 || latencyMillis < 0 || latencyMillis > 600_000) {
            throw EngineException.invalid("perSecond, times and latencyMillis are not negative, and no more than ten"
                    + " minutes are waited");
        }
        if (error.isPresent() && cut.isPresent()) {
            throw EngineException.invalid("either an error or a cut, not both");
        }
        if (error.isEmpty() && cut.isEmpty() && latencyMillis == 0) {
            throw EngineException.invalid("nothing to go wrong: give error, cut or latencyMillis");
        }
        error.ifPresent(told -> {
            if (told.code() == null || told.code().isBlank() || told.status() < 400 || told.status() > 599) {
                throw EngineException.invalid("an error has a code and a status from 400 to 599");
            }
        });
    }

    FaultRule named(String given) {
        return new FaultRule(given, service, operation, probability, perSecond, times, latencyMillis, error, cut);
    }

    boolean concerns(Claim claim) {
        return (service.isEmpty() || service.equals(claim.service()))
                && (operation.isEmpty() || operation.equals(claim.operation()));
    }
}
