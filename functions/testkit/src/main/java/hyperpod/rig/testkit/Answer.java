package hyperpod.rig.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP answer.
 *
 * @param status the HTTP status
 * @param headers beside the request id
 * @param body empty for none
 */
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final int OK = 200;

    static Answer ok(String contentType, String body) {
        return of(OK, contentType, body);
    }

    static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }
}
