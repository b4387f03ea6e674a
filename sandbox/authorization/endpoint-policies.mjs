/**
 * Whether policies of VPC endpoints let any of some requests through, everything else allowing them: `node endpoint-policies.mjs < QUESTION`.
 *
 * The question is `{policies, requests}`; a request has a `principal` (an ARN, or null for one without a signature), an `action`, a `resource`,
 * the `account` that owns the resource, and the `context` of its condition keys. The answer is, for each policy, the place of the first request
 * that it lets through, or null.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { text } from "node:stream/consumers";
import { anonymousPrincipal, runSimulation } from "@cloud-copilot/iam-simulate";

const EVERYTHING = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const EVERYBODY = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] };

async function passes(policy, { principal, action, resource, account, context }) {
  const result = await runSimulation(
    {
      request: {
        principal: principal ?? anonymousPrincipal,
        action,
        resource: { resource, accountId: account },
        contextVariables: context,
      },
      identityPolicies: principal === null ? [] : [{ name: "everything", policy: EVERYTHING }],
      resourcePolicy: EVERYBODY,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      vpcEndpointPolicies: [{ name: "endpoint", policy }],
    },
    {},
  );
  if (result.resultType === "error") {
    throw new Error(`${JSON.stringify(policy)}, ${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult === "Allowed";
}

async function firstThatPasses(policy, requests) {
  for (const [place, request] of requests.entries()) {
    if (await passes(policy, request)) {
      return place;
    }
  }
  return null;
}

const { policies, requests } = JSON.parse(await text(process.stdin));
const answer = [];
for (const policy of policies) {
  answer.push(await firstThatPasses(policy, requests));
}
console.log(JSON.stringify(answer));
