import { cx } from "./cx.ts";

interface AvatarProps {
  /** Whose it is; the first letter stands where there is no picture. */
  name: string;
  path: string | null;
  size?: "sm" | "lg";
}

const sizes = {
  sm: { className: "size-8", pixels: 32 },
  lg: { className: "size-20 text-xl", pixels: 80 },
};

/** A person's picture, or their initial. The name stands beside it, so it says nothing itself. */
export function Avatar({ name, path, size = "sm" }: AvatarProps) {
  const { className, pixels } = sizes[size];
  if (path !== null) {
    return (
      <img
        src={path}
        alt=""
        width={pixels}
        height={pixels}
        className={cx(className, "flex-none rounded-md bg-sunken object-cover")}
      />
    );
  }
  return (
    <span
      aria-hidden="true"
      className={cx(
        className,
        "inline-flex flex-none items-center justify-center rounded-md bg-accent-fill font-semibold text-on-accent uppercase",
      )}
    >
      {Array.from(name)[0] ?? "S"}
    </span>
  );
}
