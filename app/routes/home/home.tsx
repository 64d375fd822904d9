import { m } from "#messages";

export default function Home() {
  return <h1>{m.brand_name()}</h1>;
}
