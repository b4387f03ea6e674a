package hyperpod.rig.sandbox.simulator.control;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list. The token of the next page is opaque to clients: the Base64 of the position behind this page.
 *
 * @param items the page's items
 * @param nextToken the token of the next page, if there is one
 */
public record Page<T>(List<T> items, Optional<String> nextToken) {

    /** The page that starts where {@code token} says. */
    public static <T> Page<T> of(List<T> all, String token, int size) throws InvalidTokenException {
        int from = token.isEmpty() ? 0 : position(token);
        if (from > all.size()) {
            return new Page<>(List.of(), Optional.empty());
        }
        int to = Math.min(all.size(), from + size);
        return new Page<>(
                List.copyOf(all.subList(from, to)), to < all.size() ? Optional.of(token(to)) : Optional.empty());
    }

    private static String token(int position) {
        return Base64.getEncoder().encodeToString(("from:" + position).getBytes(StandardCharsets.US_ASCII));
    }

    private static int position(String token) throws InvalidTokenException {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.US_ASCII);
            if (text.startsWith("from:")) {
                return Integer.parseUnsignedInt(text.substring(5));
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException(e);
        }
        throw new InvalidTokenException(null);
    }

    /** A token that no earlier page gave out. */
    public static final class InvalidTokenException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidTokenException(Throwable cause) {
            super("the token is none that an earlier page returned", cause);
        }
    }
}
