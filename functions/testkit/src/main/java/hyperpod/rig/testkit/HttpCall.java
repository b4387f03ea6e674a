package hyperpod.rig.testkit;

import java.util.Map;

/**
 * An HTTP request that carries a call.
 *
 * @param method such as {@code POST}
 * @param path without the query, decoded
 * @param query the parameters of the query
 * @param headers by name in lower case
 * @param body decoded, should it have come in signed chunks
 */
record HttpCall(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
