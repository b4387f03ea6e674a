package hyperpod.rig.ledger;

/** The names of the table's attributes. */
final class Attribute {

    static final String PARTITION = "partition";
    static final String SORT = "sort";

    /** Of an execution's item, until it is closed: the partition key of the index. */
    static final String OPEN = "open";

    static final String OPEN_VALUE = "open";
    static final String EXECUTION_ARN = "executionArn";
    static final String START_DATE = "startDate";
    static final String CLUSTER_NAME = "clusterName";
    static final String EKS_CLUSTER_ARN = "eksClusterArn";
    static final String REQUEST_DIGEST = "requestDigest";
    static final String REQUEST = "request";
    static final String REQUESTED_BY = "requestedBy";

    /** Its last step: what it was about to create or that it succeeded, and when it said so. */
    static final String LAST_STEP = "lastStep";

    static final String FAILURE = "failure";
    static final String FAILED_AT = "failedAt";
    static final String SUCCESS = "success";
    static final String SUCCEEDED_AT = "succeededAt";
    static final String ROLLBACKS = "rollbacks";
    static final String DELETING = "deleting";
    static final String CLOSED_AT = "closedAt";
    static final String CLOSED_BECAUSE = "closedBecause";
    static final String DRIFT = "drift";

    /** Of a lock: the execution that holds it. */
    static final String HOLDER = "holder";

    /** Of a lock: the execution that was started last with its name. */
    static final String NEWEST = "newest";

    /** Of a lock: the name of the execution that was asked for last with its name. */
    static final String ASKED = "asked";

    /** Of what was asked for. */
    static final String AT = "at";

    private Attribute() {}

    static String intent(ResourceType type) {
        return "intent#" + type;
    }

    /** What {@link #LAST_STEP} said of each attempt that meant it. */
    static String attempts(ResourceType type) {
        return "attempts#" + type;
    }

    static String created(ResourceType type) {
        return "created#" + type;
    }
}
