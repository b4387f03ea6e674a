package hyperpod.rig.ledger;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param <T> what is listed
 * @param items in the list's order; a page may be empty although more follow
 * @param nextToken asks for what follows; empty on the last page
 */
public record Page<T>(List<T> items, Optional<String> nextToken) {

    public Page {
        items = List.copyOf(items);
    }
}
