/** HTML by tagged template: whatever is put in is escaped, unless it is HTML made here. */

/** Finished markup. Only `html` and `trusted` make it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** `null`, `undefined` and `false` write nothing; lists are written one after another. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

/** html`<td title="${hostile}">${hostile}</td>`: safe in text and in quoted attributes, nowhere else. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const parts = strings.map((literal, at) => literal + (at < contents.length ? write(contents[at]) : ''));
  return new Html(parts.join(''));
}

/** Markup, script or style that is known to be harmless, such as the page's own files. Never text from a record. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** JSON for a `<script type="application/json">`: no text in it can end the element or start a comment. */
export function jsonScript(id: string, value: unknown): Html {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return html`<script type="application/json" id="${id}">${trusted(json)}</script>`;
}

/** An address that may be linked: `http` and `https` only, so that no record can plant a script. */
export function safeLink(url: string | undefined): string | null {
  return url !== undefined && /^https?:\/\//i.test(url) ? url : null;
}

function write(content: Content): string {
  if (content instanceof Html) return content.text;
  if (content === null || content === undefined || content === false) return '';
  if (typeof content === 'string' || typeof content === 'number') return escapeText(String(content));
  return content.map(write).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]);
}
