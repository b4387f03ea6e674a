package hyperpod.rig.validate;

/**
 * A quota of SageMaker in the account and Region.
 *
 * @param name as Service Quotas names it
 * @param code such as {@code L-2CE978FC}; the same in all accounts and Regions
 * @param value what it is
 */
record Quota(String name, String code, double value) {

    /** What to do where it is too small. */
    String remedy(double needed) {
        return "ask for more: aws service-quotas request-service-quota-increase --service-code sagemaker --quota-code "
                + code + " --desired-value " + (long) Math.ceil(needed);
    }

    /** The value, without a fraction where there is none. */
    static String shown(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : "%.1f".formatted(value);
    }
}
