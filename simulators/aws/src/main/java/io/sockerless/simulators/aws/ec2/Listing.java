package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.kernel.Pages;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An operation that describes resources of a kind.
 *
 * @param set the name of the list in the answer
 * @param ids the name of the parameter that lists ids
 * @param whole with what is not kept but told by others
 */
record Listing(Kind kind, String set, String ids, Filters filters, BiFunction<Account, Resource, Resource> whole)
        implements Action {
    private static final int LEAST = 5;
    private static final int MOST = 1000;
    private static final String FILTERS = "Filter";

    Listing(Kind kind, String set, String ids, String filters) {
        this(kind, set, ids, Filters.of(filters), (_, one) -> one);
    }

    @Override
    public ObjectNode apply(Account account, Asked asked) {
        List<String> wanted = asked.texts(ids);
        if (!wanted.isEmpty() && asked.has("MaxResults")) {
            throw new AwsException(
                    "InvalidParameterCombination",
                    "The parameter " + Asked.spelled(ids) + " cannot be used with the parameter maxResults");
        }
        List<Resource> named = wanted.isEmpty()
                ? account.all(kind)
                : wanted.stream().distinct().map(id -> account.get(kind, id)).toList();
        List<Resource> all =
                named.stream().map(one -> whole.apply(account, one)).toList();
        return page(set, filters.choose(all, asked, FILTERS), Resource::shown, asked);
    }

    /** @param chosen in the order of their ids, if they are more than a page */
    static ObjectNode page(String set, List<Resource> chosen, Function<Resource, ObjectNode> shown, Asked asked) {
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode items = out.putArray(set);
        Pages<Resource> page = page(chosen, asked);
        page.items().forEach(one -> items.add(shown.apply(one)));
        page.next().ifPresent(token -> out.put("nextToken", token));
        return out;
    }

    private static Pages<Resource> page(List<Resource> chosen, Asked asked) {
        int size = asked.number("MaxResults").orElse(MOST);
        if (size < LEAST) {
            throw new AwsException(
                    "InvalidParameterValue",
                    "Value ( " + size + " ) for parameter maxResults is invalid. Expecting a value greater than or"
                            + " equal to 5.");
        }
        try {
            return Pages.of(chosen, Resource::id, asked.text("NextToken"), Math.min(size, MOST));
        } catch (IllegalArgumentException _) {
            throw new AwsException("InvalidNextToken", "The token '" + asked.text("NextToken") + "' is invalid");
        }
    }
}
