import { Agent, request } from "node:http";

const CONNECTIONS = 16;

/** Sequential GETs on 16 kept-alive connections for that long; answers per second. */
export async function requestsPerSecond(url: string, durationMs: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const get = () =>
    new Promise<void>((resolve, reject) => {
      request(url, { agent, headers: { "accept-language": "en" } }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
        answer.resume();
        answer.on("end", resolve);
      })
        .on("error", reject)
        .end();
    });
  const from = performance.now();
  let answered = 0;
  const worker = async () => {
    while (performance.now() - from < durationMs) {
      await get();
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  return answered / seconds;
}
