import { useNavigation } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Form } from "#app/ui/form.tsx";
import { m } from "#messages";
import { KeyFields } from "./key-fields.tsx";

interface NewKeyFormProps {
  models: { id: string; name: string }[];
}

/** Makes a key. Everything but the name has a safe default. */
export function NewKeyForm({ models }: NewKeyFormProps) {
  const navigation = useNavigation();
  return (
    <Card title={m.keys_new()}>
      <Form name="create" className="max-w-2xl">
        <input type="hidden" name="intent" value="create" />
        <KeyFields models={models} />
        <Button
          type="submit"
          variant="primary"
          pending={navigation.formMethod === "POST"}
          className="justify-self-start"
        >
          {m.keys_create()}
        </Button>
      </Form>
    </Card>
  );
}
