package hyperpod.rig.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;

/** Every test of calls is also one of responses: none may be a response that AWS's model does not allow. */
interface ConformingResponses {

    @AfterEach
    default void responsesConformToTheServiceModels() {
        assertThat(LocalAccount.shared().state().path("problems")).isEmpty();
    }
}
