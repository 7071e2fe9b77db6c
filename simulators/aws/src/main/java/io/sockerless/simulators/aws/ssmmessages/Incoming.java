package io.sockerless.simulators.aws.ssmmessages;

import java.util.HashMap;
import java.util.Map;

/** What the client sends, each message once and in order, whatever was lost or came twice. */
final class Incoming {
    private static final int MOST = 256;

    private final Map<Long, AgentMessage> waiting = new HashMap<>();
    private long next;

    /** @return whether it is to be acknowledged; if not, there is no room for it now, and it will come again */
    synchronized boolean put(AgentMessage message) {
        if (message.sequence() < next) {
            return true;
        }
        if (waiting.size() >= MOST && message.sequence() != next) {
            return waiting.containsKey(message.sequence());
        }
        waiting.putIfAbsent(message.sequence(), message);
        notifyAll();
        return true;
    }

    /** The next one, as soon as it is there. */
    synchronized AgentMessage take() throws InterruptedException {
        while (!waiting.containsKey(next)) {
            wait();
        }
        return waiting.remove(next++);
    }
}
