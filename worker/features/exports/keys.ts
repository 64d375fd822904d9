import type { Id } from "#core/ids";

type ExportId = Id<"pex">;

export const piecesPrefix = (id: ExportId) => `exports/${id}/pieces/`;

/** Pieces sort by their step; the path in the archive is part of the key. */
export function pieceKey(id: ExportId, step: number, path: string): string {
  return `${piecesPrefix(id)}${String(step).padStart(8, "0")}/${encodeURIComponent(path)}`;
}

/** The path in the archive that a piece belongs to. */
export function piecePath(key: string): string {
  return decodeURIComponent(key.slice(key.lastIndexOf("/") + 1));
}

export const archiveKey = (id: ExportId) => `exports/${id}/archive.zip`;
