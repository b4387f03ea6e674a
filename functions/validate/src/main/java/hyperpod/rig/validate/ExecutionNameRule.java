package hyperpod.rig.validate;

import java.util.regex.Pattern;

/**
 * The execution's name can be a tag's value, which is how everything that the execution creates is found again. Step
 * Functions takes names with characters that tags may not hold, such as {@code !} and {@code (}.
 *
 * @see <a href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html">Tag</a>
 */
final class ExecutionNameRule {

    private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private ExecutionNameRule() {}

    static void check(String executionName, ViolationCollector found) {
        if (!TAG_VALUE.matcher(executionName).matches()) {
            found.violation(
                    "execution.name",
                    executionName,
                    "holds characters that a tag cannot hold, and could not mark what it creates",
                    "start the execution with a name of letters, digits and _ . = + - @ alone");
        }
    }
}
