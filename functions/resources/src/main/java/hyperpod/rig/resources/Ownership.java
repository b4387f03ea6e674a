package hyperpod.rig.resources;

import hyperpod.rig.core.Execution;
import hyperpod.rig.core.OwnershipTags;
import hyperpod.rig.ledger.Created;
import hyperpod.rig.ledger.Intent;
import hyperpod.rig.ledger.LedgerEntry;
import hyperpod.rig.ledger.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Judges whether a resource that a control plane shows is the one that an execution meant to create. It is, if the
 * ledger means it and it carries the execution's tags: by its recorded ARN, or, where the answer of the creating call
 * was lost, because it is not older than the intent and equal to it. Only one of the two is a doubt, and what is in
 * doubt is reported and never deleted.
 *
 * @param application the application whose tag it must carry
 * @param execution the execution whose tag it must carry
 * @param intent what the execution meant
 * @param ended since when it creates nothing more, if it gave up or is closed
 * @param created what it is known to have created
 */
record Ownership(
        String application, Execution execution, Intent intent, Optional<Instant> ended, Optional<Created> created) {

    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(1);

    /** A function that creates lives 95 s at most, though nobody waits for it any more. */
    private static final Duration IN_FLIGHT = Duration.ofMinutes(4);

    /** Two days, and 14 in which it may be redriven. */
    private static final Duration LONGEST_EXECUTION = Duration.ofDays(30);

    /** What a control plane shows of a resource, as far as it tells whose it is. */
    record Shown(String arn, Optional<Instant> creationTime, Map<String, String> tags, Map<String, String> fields) {}

    /** The verdict: its own, with a doubt or without, or somebody else's. */
    record Verdict(boolean foreign, Optional<String> doubt) {

        private static final Verdict OWN = new Verdict(false, Optional.empty());
        private static final Verdict FOREIGN = new Verdict(true, Optional.empty());

        private static Verdict doubtful(String doubt) {
            return new Verdict(false, Optional.of(doubt));
        }
    }

    /** That of what an execution meant of this type; empty if it meant none. */
    static Optional<Ownership> of(String application, LedgerEntry entry, ResourceType type) {
        return Optional.ofNullable(entry.intents().get(type))
                .map(intent -> new Ownership(
                        application,
                        entry.execution(),
                        intent,
                        Stream.of(entry.failedAt(), entry.closedAt())
                                .flatMap(Optional::stream)
                                .min(Comparator.naturalOrder()),
                        Optional.ofNullable(entry.created().get(type))));
    }

    Verdict judge(Shown shown) {
        boolean tagged = new OwnershipTags(application, execution.name()).own(shown.tags());
        if (created.isPresent()) {
            if (!created.get().arn().equals(shown.arn())) {
                return Verdict.FOREIGN;
            }
            return tagged ? Verdict.OWN : Verdict.doubtful(untagged());
        }
        if (shown.creationTime().filter(this::isOfAnotherTime).isPresent()) {
            return Verdict.FOREIGN;
        }
        Optional<String> difference = difference(shown);
        if (!tagged) {
            return difference.isEmpty() && showsAllThatWasMeant(shown) && !carriesOthersTags(shown)
                    ? Verdict.doubtful(untagged())
                    : Verdict.FOREIGN;
        }
        return difference
                .map(differs -> Verdict.doubtful("not deleted: it carries the tags of execution " + execution.name()
                        + ", but " + differs + ". " + byHand()))
                .orElse(Verdict.OWN);
    }

    private boolean showsAllThatWasMeant(Shown shown) {
        return !intent.fields().isEmpty()
                && shown.fields().keySet().containsAll(intent.fields().keySet());
    }

    private boolean carriesOthersTags(Shown shown) {
        return !shown.tags()
                        .getOrDefault(OwnershipTags.EXECUTION_KEY, execution.name())
                        .equals(execution.name())
                || !shown.tags()
                        .getOrDefault(OwnershipTags.APPLICATION_KEY, application)
                        .equals(application);
    }

    /** Why a resource that a person named is not deleted; empty if it may be. */
    static Optional<String> doubtOfNamed(String application, Execution execution, Map<String, String> tags) {
        if (!application.equals(tags.get(OwnershipTags.APPLICATION_KEY))) {
            return Optional.of("not deleted: it does not carry the tag " + OwnershipTags.APPLICATION_KEY + " = "
                    + application + ", so this application may not delete it");
        }
        String tagged = tags.getOrDefault(OwnershipTags.EXECUTION_KEY, "");
        if (tagged.isEmpty()) {
            return Optional.of("not deleted: it does not say which execution created it. If it was " + execution.name()
                    + ", put the tag " + OwnershipTags.EXECUTION_KEY + " = " + execution.name() + " on it first");
        }
        return tagged.equals(execution.name())
                ? Optional.empty()
                : Optional.of(
                        "not deleted: it carries the tag of execution " + tagged + "; start the rollback of that one");
    }

    /** A resource with these tags; empty if the application's is none of them. */
    static Optional<TaggedResource> tagged(String application, Map<String, String> tags, MeantResource resource) {
        return application.equals(tags.get(OwnershipTags.APPLICATION_KEY))
                ? Optional.of(new TaggedResource(
                        resource,
                        Optional.ofNullable(tags.get(OwnershipTags.EXECUTION_KEY))
                                .filter(name -> !name.isBlank())))
                : Optional.empty();
    }

    private String untagged() {
        return "not deleted: it is what execution " + execution.name()
                + " meant to create, but does not carry its tags " + OwnershipTags.EXECUTION_KEY + " and "
                + OwnershipTags.APPLICATION_KEY + ". " + byHand();
    }

    private String byHand() {
        return "If it is the execution's, put the tags " + OwnershipTags.EXECUTION_KEY + " = " + execution.name()
                + " and "
                + OwnershipTags.APPLICATION_KEY + " = " + application
                + " on it and name its ARN in \"resources\" of a rollback, or delete it by hand";
    }

    /** After this one, an execution of the same name may create, but not before 90 days. */
    private boolean isOfAnotherTime(Instant creationTime) {
        Instant last =
                ended.map(at -> at.plus(IN_FLIGHT)).orElseGet(() -> intent.at().plus(LONGEST_EXECUTION));
        return creationTime.isBefore(intent.at().minus(CLOCKS_DIFFER_BY))
                || creationTime.isAfter(last.plus(CLOCKS_DIFFER_BY));
    }

    private Optional<String> difference(Shown shown) {
        if (shown.creationTime().isEmpty()) {
            return Optional.of("its control plane does not say yet when it was created");
        }
        Instant creationTime = shown.creationTime().get();
        if (creationTime.isBefore(intent.earliestCreation())) {
            return Optional.of("it was created at " + creationTime + ", before it was meant at " + intent.at());
        }
        return new TreeMap<>(intent.fields())
                .entrySet().stream()
                        .filter(field -> shown.fields().containsKey(field.getKey()))
                        .filter(field -> !field.getValue().equals(shown.fields().get(field.getKey())))
                        .map(field -> "its " + field.getKey() + " is "
                                + shown.fields().get(field.getKey()) + " and not " + field.getValue())
                        .findFirst();
    }
}
