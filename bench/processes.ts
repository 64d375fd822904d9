import { readdirSync, readFileSync } from "node:fs";

/** All processes below one, as the kernel knows them. */
export function childrenOf(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        return [{ pid: Number(name), parent }];
      } catch {
        return [];
      }
    });
  const below = parents.filter(({ parent }) => parent === pid).map((one) => one.pid);
  return below.concat(below.flatMap(childrenOf));
}
