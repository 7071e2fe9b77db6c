package io.sockerless.frontends.registry;

/** Decides who may do what. Asked for each request, by many threads. */
public interface Authorizer {
    /** What came out. */
    enum Verdict {
        ALLOWED,
        /** Other credentials, or a token for more, may be allowed it: the client is challenged. */
        UNAUTHENTICATED,
        /** The client is known, and may not. */
        DENIED
    }

    /** How a client is told to prove who it is. */
    sealed interface Challenge {
        /** By name and password. */
        record Basic(String realm) implements Challenge {}

        /**
         * By a token of Docker's token scheme.
         *
         * @param realm URL of the token server; one that begins with a slash is at this server
         * @param service the registry's name at the token server
         */
        record Bearer(String realm, String service) implements Challenge {}
    }

    Challenge challenge();

    Verdict judge(Credentials credentials, Access access);

    /** What is told to those whom it has just denied something. */
    default String denial(Credentials credentials) {
        return "requested access to the resource is denied";
    }

    /** Lets everybody do everything; for listeners that only this machine reaches. */
    static Authorizer anyone() {
        return new Authorizer() {
            @Override
            public Challenge challenge() {
                return new Challenge.Basic("sockerless");
            }

            @Override
            public Verdict judge(Credentials credentials, Access access) {
                return Verdict.ALLOWED;
            }
        };
    }
}
