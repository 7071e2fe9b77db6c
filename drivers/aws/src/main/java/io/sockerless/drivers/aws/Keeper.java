package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.spi.TaskSpec;

/** Who remembers the run. */
interface Keeper {
    /** Its command has ended; the agent still serves its files. Answers what is lost, or nothing. */
    String ended(TaskSpec spec, DialedAgent agent) throws InterruptedException;

    /** Its command is about to be let run. */
    void starting();

    /** Its agent has gone without a word. */
    String lost(TaskSpec spec, String why);

    /** Another daemon has it now. */
    void taken(String by);

    /** Its agent is not needed any more. */
    void released();

    /** It is over at the service. */
    void stopped();

    boolean paused();

    void paused(boolean now);
}
