import { type ChangeEvent, useState } from "react";
import { Avatar } from "#app/ui/avatar.tsx";
import { Button } from "#app/ui/button.tsx";
import { Card } from "#app/ui/card.tsx";
import { Field } from "#app/ui/field.tsx";
import { Form } from "#app/ui/form.tsx";
import { useControl } from "#app/ui/form-context.ts";
import type { Profile } from "#features/identity/schema";
import { m } from "#messages";
import { shrinkPicture } from "./shrink-picture.ts";

const ACCEPTED = "image/jpeg,image/png,image/webp";

function PictureInput() {
  const control = useControl({});
  const [busy, setBusy] = useState(false);
  const onChange = async ({ currentTarget: input }: ChangeEvent<HTMLInputElement>) => {
    const file = input.files?.[0];
    if (file === undefined) return;
    setBusy(true);
    const files = new DataTransfer();
    files.items.add(await shrinkPicture(file));
    input.files = files.files;
    setBusy(false);
  };
  return (
    <input
      id={control.id}
      name={control.name}
      aria-describedby={control["aria-describedby"]}
      aria-invalid={control["aria-invalid"]}
      aria-busy={busy}
      onChange={onChange}
      type="file"
      accept={ACCEPTED}
      required
      className="max-w-full text-muted file:me-3 file:h-9 file:rounded-md file:border file:border-line file:bg-surface file:px-3 file:font-medium file:text-ink"
    />
  );
}

/** The picture that others see, with a way to choose another and one to have none. */
export function AvatarCard({ profile }: { profile: Profile }) {
  const { name, email, avatarPath } = profile;
  return (
    <Card title={m.identity_avatar_title()} description={m.identity_avatar_text()}>
      <div className="flex flex-wrap items-start gap-5">
        <Avatar name={name === "" ? email : name} path={avatarPath} size="lg" />
        <div className="grid min-w-0 flex-1 basis-64 gap-4">
          <Form name="avatar" encType="multipart/form-data">
            <Field
              name="avatar"
              label={m.identity_avatar_choose()}
              hint={m.identity_avatar_hint()}
              required
            >
              <PictureInput />
            </Field>
            <div>
              <Button type="submit">{m.identity_avatar_save()}</Button>
            </div>
          </Form>
          {avatarPath === null ? null : (
            <Form name="avatar-remove">
              <Button type="submit" variant="quiet" size="sm">
                {m.identity_avatar_remove()}
              </Button>
            </Form>
          )}
        </div>
      </div>
    </Card>
  );
}
