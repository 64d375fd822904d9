/**
 * Lets requests through in the middle of long work. A local product is one thread that looks at its
 * sockets when nothing else is to be done: without a pause they would wait for the end of it.
 */
export async function letOthersIn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
}
