import { Form } from "react-router";
import { Button } from "#app/ui/button.tsx";
import { Dialog } from "#app/ui/dialog.tsx";
import { DialogTrigger } from "#app/ui/dialog-trigger.tsx";
import { m } from "#messages";

const DIALOG = "withdraw-dispute";

/** Takes the dispute back, after asking. */
export function WithdrawDispute() {
  return (
    <>
      <DialogTrigger dialog={DIALOG} variant="quiet">
        {m.disputes_withdraw()}
      </DialogTrigger>
      <Dialog
        id={DIALOG}
        title={m.disputes_withdraw_title()}
        footer={
          <Form method="post">
            <input type="hidden" name="intent" value="withdraw" />
            <Button type="submit" variant="danger">
              {m.disputes_withdraw()}
            </Button>
          </Form>
        }
      >
        <p className="text-muted">{m.disputes_withdraw_text()}</p>
      </Dialog>
    </>
  );
}
