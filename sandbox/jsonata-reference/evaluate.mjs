// Evaluates JSONata by its reference implementation. Standard input: a line of JSON for each expression, with variables and
// the time in milliseconds. Standard output: a line for each, {"value": ...}, or {} where there is no value.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import jsonata from "jsonata";

const NOTHING = {};

async function evaluate({ expression, variables, millis }) {
  try {
    const value = await parsed(expression).evaluate(undefined, {
      ...variables,
      ...ofStepFunctions,
      millis: () => millis,
      now: () => new Date(millis).toISOString(),
    });
    return value === undefined || typeof value === "function" ? NOTHING : { value };
  } catch {
    return NOTHING;
  }
}

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html: what chance decides is compared by no test.
const ofStepFunctions = {
  eval: undefined,
  parse: (text) => JSON.parse(text),
  hash: (text, algorithm) => createHash(algorithm.replace("-", "")).update(text).digest("hex"),
};

const expressions = new Map();

function parsed(expression) {
  if (!expressions.has(expression)) {
    expressions.set(expression, jsonata(expression));
  }
  return expressions.get(expression);
}

for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  console.log(JSON.stringify(await evaluate(JSON.parse(line))));
}
