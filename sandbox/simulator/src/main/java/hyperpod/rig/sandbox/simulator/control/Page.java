package hyperpod.rig.sandbox.simulator.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list. The token of the next page is opaque to clients: it holds the position behind this page and the
 * call that it belongs to, so that it continues no other operation and no other question.
 *
 * @param items the page's items
 * @param nextToken the token of the next page, if there is one
 */
public record Page<T>(List<T> items, Optional<String> nextToken) {

    private static final String TOKEN = "NextToken";
    private static final String SIZE = "MaxResults";

    /**
     * The page that a request asks for by {@code NextToken} and {@code MaxResults}.
     *
     * @param operation whose list it is
     * @param size how many items a page has if the request does not say
     */
    public static <T> Page<T> of(List<T> all, String operation, ObjectNode request, int size)
            throws InvalidTokenException {
        String call = operation + "#"
                + request.deepCopy().without(List.of(TOKEN, SIZE)).hashCode() + "#";
        int from = request.has(TOKEN) ? position(request.path(TOKEN).asText(), call) : 0;
        if (from > all.size()) {
            return new Page<>(List.of(), Optional.empty());
        }
        int to = Math.min(all.size(), from + request.path(SIZE).asInt(size));
        return new Page<>(
                List.copyOf(all.subList(from, to)), to < all.size() ? Optional.of(token(call + to)) : Optional.empty());
    }

    private static String token(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int position(String token, String call) throws InvalidTokenException {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(call)) {
                return Integer.parseUnsignedInt(text.substring(call.length()));
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException(e);
        }
        throw new InvalidTokenException(null);
    }

    /** A token that no earlier page of this call gave out. */
    public static final class InvalidTokenException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidTokenException(Throwable cause) {
            super("the token is none that an earlier page returned", cause);
        }
    }
}
