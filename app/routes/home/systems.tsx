import { Badge } from "#app/ui/badge.tsx";
import { m } from "#messages";
import { Section } from "./section.tsx";

const systems = [
  { name: m.home_system_ai, text: m.home_system_ai_text, ready: true },
  { name: m.home_system_plugins, text: m.home_system_plugins_text, ready: false },
  { name: m.home_system_webinars, text: m.home_system_webinars_text, ready: false },
  { name: m.home_system_podcasts, text: m.home_system_podcasts_text, ready: false },
  { name: m.home_system_marketing, text: m.home_system_marketing_text, ready: false },
];

/** What Selvedge is made of, and how far each part is. */
export function Systems() {
  return (
    <Section title={m.home_systems()} text={m.home_systems_text()}>
      <ul className="divide-y divide-line border-y border-line">
        {systems.map(({ name, text, ready }) => (
          <li
            key={name()}
            className="grid gap-x-6 gap-y-1 py-4 sm:grid-cols-[140px_1fr_auto] sm:items-baseline"
          >
            <h3 className="text-base">{name()}</h3>
            <p className="text-muted">{text()}</p>
            <p className="max-sm:mt-1 sm:text-end">
              <Badge tone={ready ? "success" : "neutral"}>
                {ready ? m.home_system_now() : m.home_system_later()}
              </Badge>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
