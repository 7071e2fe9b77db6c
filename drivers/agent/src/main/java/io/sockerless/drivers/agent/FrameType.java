package io.sockerless.drivers.agent;

/** What a frame's payload means. The order gives the code on the wire, starting at 1. */
enum FrameType {
    /** Opens the conversation; the agent speaks first. */
    HELLO,
    /** Asks for an operation; its stream id is the request id. */
    REQUEST,
    /** Answers the request of the same id. */
    RESPONSE,
    /** Tells something unasked. */
    EVENT,
    /** Bytes of a stream. */
    DATA,
    /** Ends the sender's direction of a stream. */
    EOF,
    /** Kills both directions of a stream. */
    RESET,
    /** Lets the receiver send so many more bytes. */
    CREDIT;

    private static final FrameType[] ALL = values();

    int code() {
        return ordinal() + 1;
    }

    static FrameType of(int code) throws ProtocolException {
        if (code < 1 || code > ALL.length) {
            throw new ProtocolException("unknown frame type " + code);
        }
        return ALL[code - 1];
    }
}
