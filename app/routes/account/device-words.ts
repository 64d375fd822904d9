import { m } from "#messages";
import { getLocale } from "#locale";

interface Device {
  browser: string | null;
  system: string | null;
}

interface Place {
  country: string | null;
  city: string | null;
  network: string | null;
}

/** What a browser is called, as far as it has said. */
export function deviceName({ browser, system }: Device): string {
  if (browser !== null && system !== null) return m.security_device_on({ browser, system });
  return browser ?? system ?? m.security_device_unknown();
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([getLocale()], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Where it is: city and country, else the network, else that nobody knows. */
export function placeName({ country, city, network }: Place): string {
  const parts = [city, country === null ? null : countryName(country)];
  const known = parts.filter((part) => part !== null);
  if (known.length > 0) return known.join(", ");
  if (network === null) return m.security_place_unknown();
  // An address keeps its order also in a text that runs from right to left.
  return m.security_place_network({ network: `\u2066${network}\u2069` });
}
