import { Badge, type BadgeTone } from "#app/ui/badge.tsx";

const tones: Record<string, BadgeTone> = {
  get: "info",
  post: "success",
  put: "warning",
  patch: "warning",
  delete: "danger",
};

export function MethodBadge({ method }: { method: string }) {
  return (
    <Badge tone={tones[method] ?? "neutral"}>
      <span className="font-mono uppercase">{method}</span>
    </Badge>
  );
}
