// A small language model behind the part of OpenAI's API that the emulator uses: POST /v1/chat/completions, streamed.
//
//     node server.mjs MODULES MODEL.gguf
//
// MODULES is the folder of npm's packages, with node-llama-cpp. The first line of output is the address.

import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, modelPath] = process.argv.slice(2);
const { getLlama, LlamaChatSession } = await import(pathToFileURL(join(modules, "node-llama-cpp/dist/index.js")));
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
const model = await llama.loadModel({ modelPath });
/** Enough for a backstory and some turns. */
const contextSize = 2048;
/** Several threads would wait for each other actively, which takes minutes on a busy machine. */
const threads = 1;
/** A reply is a few sentences. The model is small and does not always find an end. */
const maxTokens = 32;

/** A message as the model's chat has it. */
function item({ role, content }) {
  return role === "assistant" ? { type: "model", response: [content] } : { type: role, text: content };
}

async function reply(messages, signal, write) {
  const context = await model.createContext({ contextSize, threads });
  try {
    const session = new LlamaChatSession({ contextSequence: context.getSequence() });
    session.setChatHistory(messages.slice(0, -1).map(item));
    const options = { maxTokens, temperature: 0, signal, stopOnAbortSignal: true, onTextChunk: write };
    await session.prompt(messages.at(-1).content, options);
  } finally {
    await context.dispose();
  }
}

const server = createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    response.writeHead(404).end();
    return;
  }
  let body = "";
  for await (const piece of request) body += piece;
  const { messages } = JSON.parse(body);
  const ended = new AbortController();
  response.on("close", () => ended.abort());
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (delta, finish_reason) =>
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
  await reply(messages, ended.signal, (content) => send({ content }, null));
  send({}, "stop");
  response.end("data: [DONE]\n\n");
});

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/v1`));
