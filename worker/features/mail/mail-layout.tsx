import { Body } from "@react-email/body";
import { Button } from "@react-email/button";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Hr } from "@react-email/hr";
import { Html } from "@react-email/html";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import { type CSSProperties, Fragment, type ReactNode } from "react";
import type { MailContent, MailLink } from "./mail-content.ts";
import { mailStyles as styles, mailStyleSheet } from "./mail-style.ts";

/** A ground with padding that every mail program respects: that of a table's cell. */
function Block({ style, children }: { style: CSSProperties; children: ReactNode }) {
  return (
    <table role="presentation" width="100%" border={0} cellPadding={0} cellSpacing={0}>
      <tbody>
        <tr>
          <td className="m-pad" style={style}>
            {children}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

/** The woven edge, in rows of a table: every mail program draws those. */
function Band() {
  return (
    <table role="presentation" width="100%" border={0} cellPadding={0} cellSpacing={0}>
      <tbody>
        <tr>
          <td className="m-warp" style={styles.warp}>
            &nbsp;
          </td>
        </tr>
        <tr>
          <td className="m-weft" style={styles.weft}>
            &nbsp;
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Facts({ facts, dir }: Pick<MailContent, "facts" | "dir">) {
  if (facts.length === 0) return null;
  // Outlook knows neither `start` nor `end`.
  const [start, end] = dir === "rtl" ? (["right", "left"] as const) : (["left", "right"] as const);
  const gap = dir === "rtl" ? { paddingLeft: "16px" } : { paddingRight: "16px" };
  return (
    <table cellPadding={0} cellSpacing={0} className="m-rule" style={styles.facts}>
      <tbody>
        {facts.map(({ label, value }) => (
          <tr key={label}>
            <th
              scope="row"
              className="m-cell m-muted"
              style={{ ...styles.cell, ...gap, ...styles.muted, fontWeight: 400, textAlign: start }}
            >
              {label}
            </th>
            <td className="m-cell m-ink" style={{ ...styles.cell, ...styles.ink, textAlign: end }}>
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a person wrote, with their lines and in their own direction. */
function Quote({ quote }: { quote: string }) {
  const lines = quote.split("\n").map((line, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- the lines never change
    <Fragment key={at}>
      {at === 0 ? null : <br />}
      {line}
    </Fragment>
  ));
  return (
    <blockquote dir="auto" className="m-sunken m-ink" style={styles.quote}>
      {lines}
    </blockquote>
  );
}

function SmallLink({ label, url }: MailLink) {
  return (
    <Link href={url} className="m-link" style={styles.link}>
      {label}
    </Link>
  );
}

function Actions({ action, otherAction }: Pick<MailContent, "action" | "otherAction">) {
  return (
    <>
      <div style={styles.buttonRow}>
        <Button href={action.url} className="m-button" style={styles.button}>
          {action.label}
        </Button>
      </div>
      {otherAction === undefined ? null : (
        <Text style={styles.text}>
          <SmallLink {...otherAction} />
        </Text>
      )}
    </>
  );
}

function Footer({ notes, links }: MailContent["footer"]) {
  return (
    <Block style={styles.footer}>
      <Hr className="m-rule" style={styles.rule} />
      {notes.map((note) => (
        <Text key={note} className="m-muted" style={styles.small}>
          {note}
        </Text>
      ))}
      {links.length === 0 ? null : (
        <Text className="m-muted" style={styles.small}>
          {links.map((link, at) => (
            <span key={link.url}>
              {at === 0 ? null : " · "}
              <SmallLink {...link} />
            </span>
          ))}
        </Text>
      )}
    </Block>
  );
}

/** The one form of every mail. */
export function MailLayout(content: MailContent) {
  const { locale, dir, subject, greeting, paragraphs, quote, after, action } = content;
  return (
    <Html lang={locale} dir={dir}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{subject}</title>
        <style dangerouslySetInnerHTML={{ __html: mailStyleSheet }} />
      </Head>
      <Body className="m-page" style={styles.body}>
        <div style={styles.hidden}>{content.preheader}</div>
        <Container className="m-card" style={styles.card}>
          <Band />
          <Block style={styles.content}>
            <Text className="m-ink" style={styles.brand}>
              Selvedge
            </Text>
            <h1 className="m-ink" style={styles.heading}>
              {subject}
            </h1>
            {[greeting, ...paragraphs].map((paragraph) => (
              <Text key={paragraph} className="m-ink" style={styles.text}>
                {paragraph}
              </Text>
            ))}
            {quote === undefined ? null : <Quote quote={quote} />}
            <Facts facts={content.facts} dir={dir} />
            <Actions action={action} otherAction={content.otherAction} />
            {[...after, content.linkHint].map((line) => (
              <Text key={line} className="m-muted" style={styles.small}>
                {line}
              </Text>
            ))}
            <div dir="ltr" className="m-muted" style={styles.address}>
              <SmallLink label={action.url} url={action.url} />
            </div>
          </Block>
          <Footer {...content.footer} />
        </Container>
      </Body>
    </Html>
  );
}
