/** A mail before it gets its form: what it says, in one language. */
export interface Wording {
  subject: string;
  paragraphs: string[];
  action: { label: string; url: string };
  /** A second way, for mails that offer two. */
  otherAction?: { label: string; url: string };
  /** Small print under the action. */
  after: string[];
}

/** Everything the product says by mail, in one language. */
export interface Words {
  greeting(name: string): string;
  /** Above the address of an action, for readers whose button does nothing. */
  linkHint: string;
  footer(host: string): string;
  verify(data: { url: string }): Wording;
  reset(data: { url: string }): Wording;
  welcome(data: { url: string }): Wording;
  alreadyRegistered(data: { signInUrl: string; resetUrl: string }): Wording;
}
