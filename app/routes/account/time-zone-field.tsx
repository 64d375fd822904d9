import { useRef, useSyncExternalStore } from "react";
import { Button } from "#app/ui/button.tsx";
import { Field } from "#app/ui/field.tsx";
import { TextInput } from "#app/ui/text-input.tsx";
import { m } from "#messages";

const subscribe = () => () => undefined;
const readZone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

interface TimeZoneFieldProps {
  zones: string[];
  chosen: string | null;
}

/** Finds a zone as one types; offers the browser's own where it is another. */
export function TimeZoneField({ zones, chosen }: TimeZoneFieldProps) {
  const box = useRef<HTMLDivElement>(null);
  const own = useSyncExternalStore(subscribe, readZone, () => undefined);
  const offered = own !== undefined && own !== chosen && zones.includes(own) ? own : undefined;
  const takeOwn = () => {
    const input = box.current?.querySelector("input");
    if (input === null || input === undefined || offered === undefined) return;
    input.value = offered;
    input.focus();
  };
  return (
    <div ref={box} className="grid gap-2">
      <Field name="timeZone" label={m.identity_time_zone()} hint={m.identity_time_zone_hint()}>
        <TextInput
          list="time-zones"
          dir="ltr"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          placeholder="UTC"
          defaultValue={chosen ?? ""}
        />
      </Field>
      <datalist id="time-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </datalist>
      {offered === undefined ? null : (
        <div>
          <Button size="sm" variant="quiet" onClick={takeOwn}>
            {m.identity_time_zone_own({ zone: offered })}
          </Button>
        </div>
      )}
    </div>
  );
}
