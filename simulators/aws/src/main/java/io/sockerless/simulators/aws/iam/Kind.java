package io.sockerless.simulators.aws.iam;

import java.util.Locale;

/** What can have policies. */
enum Kind {
    USER("User", "AIDA", 64, 10),
    GROUP("Group", "AGPA", 128, 10),
    ROLE("Role", "AROA", 64, 10);

    private final String word;
    private final String prefix;
    private final int longest;
    private final int mostPolicies;

    Kind(String word, String prefix, int longest, int mostPolicies) {
        this.word = word;
        this.prefix = prefix;
        this.longest = longest;
        this.mostPolicies = mostPolicies;
    }

    /** In names of operations, as in CreateUser. */
    String word() {
        return word;
    }

    /** In ARNs. */
    String small() {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The member that names one. */
    String field() {
        return word + "Name";
    }

    /** Of unique ids. */
    String prefix() {
        return prefix;
    }

    int longest() {
        return longest;
    }

    /** How many managed policies may be attached. */
    int mostPolicies() {
        return mostPolicies;
    }
}
