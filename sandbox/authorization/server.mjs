/**
 * The judge on a port of the loopback interface: `node server.mjs PORT`.
 *
 * `POST /judge` takes a question and answers `{allowed, reason}`, or status 422 and `{error}`; `GET /actions/{service:Action}` says what AWS's
 * Service Authorization Reference says of an action; `GET /health` answers when it listens.
 */
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { actionOf, judge, UnanswerableError } from "./judge.mjs";

async function handle(request) {
  if (request.method === "GET" && request.url === "/health") {
    return { status: "ok" };
  }
  if (request.method === "GET" && request.url.startsWith("/actions/")) {
    return actionOf(decodeURIComponent(request.url.slice("/actions/".length)));
  }
  if (request.method === "POST" && request.url === "/judge") {
    return judge(JSON.parse(await text(request)));
  }
  throw new UnanswerableError(`known here: POST /judge, GET /actions/{service:Action}, GET /health`);
}

const server = createServer(async (request, response) => {
  let [status, answer] = [200, undefined];
  try {
    answer = await handle(request);
  } catch (failure) {
    [status, answer] = [failure instanceof UnanswerableError ? 422 : 500, { error: failure.message }];
    console.error(failure);
  }
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
});
server.listen(Number(process.argv[2]), "127.0.0.1");
