package hyperpod.rig.sandbox.simulator.control;

import java.util.random.RandomGenerator;

/**
 * The account and Region that the simulated control planes serve, and the source of identifiers in them.
 *
 * @param id twelve digits
 * @param region such as {@code us-east-1}
 * @param random where identifiers come from
 */
public record Account(String id, String region, RandomGenerator random) {

    /** An identifier of AWS's usual form: the prefix, a hyphen and 17 hexadecimal digits. */
    public String resourceId(String prefix) {
        return prefix + "-" + characters("0123456789abcdef", 17);
    }

    /** Random characters of an alphabet. */
    public String characters(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** The ARN of a resource in this account and Region. */
    public String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + region + ":" + id + ":" + resource;
    }
}
