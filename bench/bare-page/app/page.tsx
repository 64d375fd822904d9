export function loader() {
  return { title: "A bare page" };
}

export default function Page({ loaderData }: { loaderData: { title: string } }) {
  return (
    <main>
      <h1>{loaderData.title}</h1>
      <p>One heading and one paragraph.</p>
    </main>
  );
}
